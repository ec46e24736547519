"""The demonstration city: fictional, labelled 示例数据, replayed through the same rules as real work. Knows every room;
no room knows it."""
