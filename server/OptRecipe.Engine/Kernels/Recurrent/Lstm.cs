using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>LSTM: its full or its basic form, as kernel_type says.</summary>
internal sealed class Lstm : Kernel
{
    private Kernel? _form;

    public override void Prepare(KernelContext context)
    {
        _form ??= (LSTMKernelType)context.Int32("LSTMOptions", "kernel_type") switch
        {
            LSTMKernelType.Full => new SequenceLstm("LSTMOptions"),
            LSTMKernelType.Basic => new BasicLstm(),
            var type => throw context.Refusal($"there is no LSTM kernel {(int)type}"),
        };
        _form.Prepare(context);
    }

    public override void Run(KernelContext context) => _form?.Run(context);
}
