namespace OptRecipe.Lsp.Framing;

/// <summary>One frame from the wire.</summary>
/// <param name="Body">The bytes of the body, owned by the receiver.</param>
/// <param name="Refusal">Why the body may not be read (an unknown character set), null when it may.</param>
public readonly record struct Frame(ReadOnlyMemory<byte> Body, string? Refusal);
