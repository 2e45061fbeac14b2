namespace OptRecipe.TFLite;

/// <summary>The bytes are not a model: thrown by readers only, turned into an OR3xxx diagnostic by <c>Pipeline/Models</c>.</summary>
/// <param name="offset">Position in the file, in bytes, where the reader stopped.</param>
/// <param name="reason">What is wrong there, as the rest of a sentence: "the vector ends behind the file".</param>
public sealed class ModelFormatException(long offset, string reason) : Exception($"at byte {offset}: {reason}")
{
    public long Offset => offset;
    public string Reason => reason;
}
