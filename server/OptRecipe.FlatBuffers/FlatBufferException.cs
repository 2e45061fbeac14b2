namespace OptRecipe.FlatBuffers;

/// <summary>The bytes are not a FlatBuffer of the shape that the caller expects.</summary>
/// <param name="offset">Position in the file, in bytes, where reading stopped.</param>
/// <param name="reason">What is wrong there, as the rest of a sentence.</param>
public sealed class FlatBufferException(long offset, string reason) : Exception($"at byte {offset}: {reason}")
{
    public long Offset => offset;
    public string Reason => reason;
}
