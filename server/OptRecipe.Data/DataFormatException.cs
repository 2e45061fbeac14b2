namespace OptRecipe.Data;

/// <summary>Bytes that are no file of their kind, or one that is not read. The message is one sentence without its subject's file name.</summary>
public class DataFormatException(string message, Exception? inner = null) : Exception(message, inner);
