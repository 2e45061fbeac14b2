using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>ASSIGN_VARIABLE: keeps a copy of a tensor, with its type and shape, as the value of a variable.</summary>
internal sealed class AssignVariable : Kernel
{
    public override void Prepare(KernelContext context)
    {
        context.RequireResource(context.Input(0), allowsInt32: true);
        _ = context.Input(1);
    }

    public override void Run(KernelContext context)
    {
        var number = ResourceOperand.Number(context.Input(0));
        // A loop may count through the numbers.
        if (context.Resources.Find<ResourceVariable>(number) is null) context.ReserveResource(ResourceVariable.OwnByteCount);
        context.Resources.FindOrAdd(number, static () => new ResourceVariable()).Assign(context, context.Input(1));
    }
}
