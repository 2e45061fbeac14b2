namespace OptRecipe.Data.NumPy;

/// <summary>Bytes that are no <c>.npy</c> or <c>.npz</c> file, or one of a kind that is not read. The message is one sentence without its subject's file name.</summary>
public sealed class NumPyFormatException(string message, Exception? inner = null) : DataFormatException(message, inner);
