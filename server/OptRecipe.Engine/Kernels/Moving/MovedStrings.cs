using OptRecipe.Engine.Tensors;

namespace OptRecipe.Engine.Kernels;

/// <summary>Strings that change their places: the output is told where each of its strings comes from.</summary>
internal static class MovedStrings
{
    /// <summary>An input's strings, as many as its shape says at least.</summary>
    public static StringTensor Read(KernelContext context, RuntimeTensor tensor) =>
        !StringTensor.TryRead(tensor.Bytes, out var strings) ? throw context.Refusal($"the bytes of {tensor} are no serialized strings")
        : strings.Count < tensor.Count ? throw context.Refusal($"{tensor} holds {strings.Count} strings")
        : strings;

    /// <summary>Writes a dynamic output of strings from a layout of elements.</summary>
    public static void Write(KernelContext context, StridedCopy layout)
    {
        var sources = new int[context.Output(0).Count];
        layout.Sources(sources);
        Write(context, context.Input(0), sources);
    }

    /// <summary>Writes output 0, dynamic and of strings: string i is <paramref name="input"/>[sources[i]], empty where that is negative.</summary>
    public static void Write(KernelContext context, RuntimeTensor input, ReadOnlySpan<int> sources)
    {
        var strings = Read(context, input);
        var byteCount = StringTensor.HeaderByteCount(sources.Length);
        foreach (var source in sources)
            if (source >= 0) byteCount += strings[source].Length;
        var writer = new StringTensorWriter(context.ResizeBytes(context.Output(0), checked((int)byteCount)), sources.Length);
        foreach (var source in sources) writer.Append(source < 0 ? default : strings[source]);
    }
}
