using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

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
