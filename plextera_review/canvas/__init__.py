"""The page canvas: pages, boxes, pointing."""
