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
