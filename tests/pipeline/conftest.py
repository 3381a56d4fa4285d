import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # workers import the toys by name
