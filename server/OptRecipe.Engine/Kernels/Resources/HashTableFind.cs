using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>HASHTABLE_FIND: for each key its value, for those without one the first element of the third input.</summary>
internal sealed class HashTableFind : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (keys, fallback, output) = (context.Input(1), context.Input(2), context.Output(0));
        context.RequireResource(context.Input(0));
        HashTables.RequireTypes(context, keys.Type, output.Type);
        if (fallback.Type != output.Type || fallback.Count == 0) throw context.Refusal($"the value for missing keys is {fallback}, a {output.Type.Name()} is expected");
        if (output.Type == TensorType.String) context.MakeDynamic(output);
        else context.Resize(output, keys.Shape);
    }

    public override void Run(KernelContext context)
    {
        var table = HashTables.Find(context, context.Input(1).Type);
        if (!table.IsFilled) throw context.Refusal("the table is not filled yet");
        if (table.KeyType == TensorType.Int64) FindTexts(context, table);
        else FindNumbers(context, table);
    }

    private static void FindTexts(KernelContext context, LookupTable table)
    {
        var (keys, output) = (context.Input(1), context.Output(0));
        var fallback = HashTables.Texts(context, context.Input(2))[0];
        context.Resize(output, keys.Shape);
        var byteCount = StringTensor.HeaderByteCount(keys.Count);
        foreach (var key in keys.Read<long>()) byteCount += table.Texts.TryGetValue(key, out var text) ? text.Length : fallback.Length;
        var writer = new StringTensorWriter(context.ResizeBytes(output, checked((int)byteCount)), keys.Count);
        foreach (var key in keys.Read<long>()) writer.Append(table.Texts.TryGetValue(key, out var text) ? text : fallback);
    }

    private static void FindNumbers(KernelContext context, LookupTable table)
    {
        var keys = HashTables.Texts(context, context.Input(1));
        var fallback = context.Input(2).Read<long>()[0];
        var numbers = table.Numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        var output = context.Output(0).Write<long>();
        for (var index = 0; index < keys.Count; index++) output[index] = numbers.TryGetValue(keys[index], out var number) ? number : fallback;
    }
}
