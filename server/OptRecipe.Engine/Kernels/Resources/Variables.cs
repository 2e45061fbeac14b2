using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>VAR_HANDLE: the number of the variable with this name and container.</summary>
internal sealed class VarHandle : Kernel
{
    public override void Prepare(KernelContext context)
    {
        var (output, options) = (context.Output(0), context.OptionsOf("VarHandleOptions"));
        context.RequireResource(output, allowsInt32: true);
        context.ComputeOnce(output);
        output.Write<int>()[0] = context.Resources.NumberOf(options.Text("container") ?? "", options.Text("shared_name") ?? "");
    }

    public override void Run(KernelContext context) { }
}

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

/// <summary>READ_VARIABLE: the value of a variable. Its shape is the file's; where that is a scalar's it is the variable's.</summary>
internal sealed class ReadVariable : Kernel
{
    public override void Prepare(KernelContext context)
    {
        context.RequireResource(context.Input(0), allowsInt32: true);
        var output = context.Output(0);
        var shape = context.Model.Model.Subgraphs[context.Address.Subgraph].Tensors[output.Index].Shape;
        if (shape.IsDefaultOrEmpty || output.Type == TensorType.String) context.MakeDynamic(output);
        else context.Resize(output, shape.AsSpan());
    }

    public override void Run(KernelContext context)
    {
        var (number, output) = (ResourceOperand.Number(context.Input(0)), context.Output(0));
        var variable = context.Resources.Find<ResourceVariable>(number) ?? throw context.Refusal($"variable {number} has no value yet");
        if (variable.Type != output.Type) throw context.Refusal($"variable {number} is {variable.Type.Name()}, the output is {output.Type.Name()}");
        if (output.Memory == TensorMemory.Dynamic)
        {
            context.Resize(output, variable.Shape);
            if (output.Type == TensorType.String) context.ResizeBytes(output, variable.Bytes.Length);
        }
        if (variable.Bytes.Length != output.ByteCount) throw context.Refusal($"variable {number} has the shape {TensorShape.Text(variable.Shape)}, the output is {output}");
        variable.Bytes.CopyTo(output.Write<byte>());
    }
}
