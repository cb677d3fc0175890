"""The page canvas: pages, boxes and how a person moves over them."""
