"""What is sent and taken, group by group: requests are strict, answers of others are read tolerantly elsewhere."""
