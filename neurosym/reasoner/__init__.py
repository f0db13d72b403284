"""The reasoner: from a pack or data to explained answers; it knows every engine below it."""
