//! What a phone's partitions say of themselves: properties, permission files.
