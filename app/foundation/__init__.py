"""What every area is built on. It knows no area."""
