using System.Text;
using OptRecipe.Engine.Tensors;

namespace OptRecipe.Pipeline.Invoking;

/// <summary>Texts as string tensors hold them (UTF-8 in the serialized form) and back.</summary>
internal static class TextBytes
{
    public static byte[] Write(IReadOnlyList<string> strings)
    {
        var encoded = strings.Select(Encoding.UTF8.GetBytes).ToArray();
        var bytes = new byte[checked((int)(StringTensor.HeaderByteCount(encoded.Length) + encoded.Sum(text => (long)text.Length)))];
        var writer = new StringTensorWriter(bytes, encoded.Length);
        foreach (var text in encoded) writer.Append(text);
        return bytes;
    }

    /// <exception cref="InvokeException">The bytes are no such form.</exception>
    public static string[] Read(ReadOnlySpan<byte> bytes)
    {
        if (!StringTensor.TryRead(bytes, out var tensor)) throw new InvokeException("a string tensor's bytes are not a count, offsets and characters");
        var strings = new string[tensor.Count];
        for (var index = 0; index < strings.Length; index++) strings[index] = Encoding.UTF8.GetString(tensor[index]);
        return strings;
    }
}
