namespace OptRecipe.Lsp.Framing;

/// <summary>The stream of frames cannot be understood any more; the session ends.</summary>
public sealed class FramingException(string message) : Exception(message);
