namespace OptRecipe.FlatBuffers;

/// <summary>An object of one <see cref="FlatBufferWriter"/>: an item, or, where negative, a blob.</summary>
public readonly record struct FlatHandle
{
    internal FlatHandle(int value) => Value = value;
    internal int Value { get; }
}
