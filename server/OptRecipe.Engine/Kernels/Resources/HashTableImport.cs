using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

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
