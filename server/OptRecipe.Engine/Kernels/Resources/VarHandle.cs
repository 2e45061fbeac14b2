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
