using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>HASHTABLE: the number of a table from int64 to string or from string to int64, which it makes when it is not there yet.</summary>
internal sealed class HashTable : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var options = context.OptionsOf("HashtableOptions");
        var (key, value, output) = ((TensorType)options.Int32("key_dtype"), (TensorType)options.Int32("value_dtype"), context.Output(0));
        HashTables.RequireTypes(context, key, value);
        context.Resize(output, 1);
        context.RequireResource(output);
    }

    public override void Run(KernelContext context)
    {
        var options = context.OptionsOf("HashtableOptions");
        var number = options.Int32("table_id");
        if (context.Resources.Find<LookupTable>(number) is null)
        {
            var key = (TensorType)options.Int32("key_dtype");
            context.Resources.FindOrAdd(number, () => new LookupTable(key));
        }
        context.Output(0).Write<int>()[0] = number;
    }
}

/// <summary>HASHTABLE_IMPORT: fills a table with keys and values of one shape; of equal keys the first counts. Filling it again does nothing.</summary>
internal sealed class HashTableImport : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (keys, values) = (context.Input(1), context.Input(2));
        context.RequireResource(context.Input(0));
        HashTables.RequireTypes(context, keys.Type, values.Type);
        if (!keys.Shape.AsSpan().SequenceEqual(values.Shape)) throw context.Refusal($"the keys are {keys}, the values {values}: their shapes differ");
    }

    public override void Run(KernelContext context)
    {
        var (keys, values) = (context.Input(1), context.Input(2));
        var table = HashTables.Find(context, keys.Type);
        if (table.IsFilled) return;
        context.ReserveResource(keys.ByteCount + values.ByteCount + LookupTable.EntryByteCount * (long)keys.Count);
        table.IsFilled = true;
        var numbers = (keys.Type == TensorType.Int64 ? keys : values).Read<long>();
        var texts = HashTables.Texts(context, keys.Type == TensorType.Int64 ? values : keys);
        for (var index = 0; index < texts.Count; index++)
        {
            if (keys.Type == TensorType.Int64) table.Texts.TryAdd(numbers[index], texts[index].ToArray());
            else table.Numbers.TryAdd(texts[index].ToArray(), numbers[index]);
        }
    }
}

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

/// <summary>HASHTABLE_SIZE: the number of keys, int64 [1].</summary>
internal sealed class HashTableSize : Kernel
{
    public override void Prepare(KernelContext context)
    {
        context.RequireResource(context.Input(0));
        var output = context.Output(0);
        if (output.Type != TensorType.Int64) throw context.UnsupportedType(output);
        context.Resize(output, 1);
    }

    public override void Run(KernelContext context) => context.Output(0).Write<long>()[0] = HashTables.Find(context, null).Count;
}

/// <summary>What the operators on tables have in common.</summary>
internal static class HashTables
{
    public static void RequireTypes(KernelContext context, TensorType key, TensorType value)
    {
        if ((key, value) is not ((TensorType.Int64, TensorType.String) or (TensorType.String, TensorType.Int64)))
            throw context.Refusal($"there are no tables from {key.Name()} to {value.Name()}");
    }

    /// <summary>The table of the first input.</summary>
    public static LookupTable Find(KernelContext context, TensorType? keyType)
    {
        var number = ResourceOperand.Number(context.Input(0));
        var table = context.Resources.Find<LookupTable>(number) ?? throw context.Refusal($"there is no table {number}");
        return keyType is null || keyType == table.KeyType ? table : throw context.Refusal($"the keys of table {number} are {table.KeyType.Name()}");
    }

    /// <summary>The strings of a tensor, as many as its shape says.</summary>
    public static StringTensor Texts(KernelContext context, RuntimeTensor tensor) => StringTensor.TryRead(tensor.Bytes, out var texts) && texts.Count == tensor.Count ? texts
        : throw context.Refusal($"tensor {tensor.Index} is {tensor}, its bytes do not hold {tensor.Count} strings");
}
