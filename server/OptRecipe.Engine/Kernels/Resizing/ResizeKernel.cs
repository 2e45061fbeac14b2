using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.Engine.Threading;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>What the resizings of [batch, height, width, channel] share: input 1 holds the new height and width (int32), two flags say where the corners of elements lie, the type
/// stays.</summary>
internal abstract class ResizeKernel(string schema) : Kernel, IParallelWork
{
    private const int ParallelCount = 1 << 14;
    private RuntimeTensor? _input, _output;

    protected bool AlignCorners { get; private set; }
    protected bool HalfPixelCenters { get; private set; }

    protected abstract bool Takes(TensorType type);
    /// <summary>What is the same for all rows.</summary>
    protected abstract void Begin(KernelContext context, RuntimeTensor input, RuntimeTensor output);
    /// <summary>Some rows of the output, of all pictures; called on several threads at once.</summary>
    protected abstract void Rows(RuntimeTensor input, RuntimeTensor output, int first, int end);

    public override void Prepare(KernelContext context)
    {
        var (input, size, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (!Takes(input.Type)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, expected the input's {input.Type.Name()}");
        if (input.Rank != 4) throw context.Refusal($"the input has {input.Rank} dimensions, expected 4");
        IntegerOperand.Check(context, size, "the size", TensorType.Int32);
        if (size.Rank != 1 || size.Count != 2) throw context.Refusal($"the size has the shape {TensorShape.Text(size.Shape)}, expected [2]");
        AlignCorners = context.Bool(schema, "align_corners");
        HalfPixelCenters = context.Bool(schema, "half_pixel_centers");
        if (size.IsKnown) context.Resize(output, NewShape(context));
        else context.MakeDynamic(output);
    }

    public override void Run(KernelContext context)
    {
        var output = context.Output(0);
        if (output.Memory == TensorMemory.Dynamic) context.Resize(output, NewShape(context));
        if (output.Count == 0) return;
        (_input, _output) = (context.Input(0), output);
        Begin(context, _input, _output);
        if (output.Count < ParallelCount) Run(0, 1);
        else context.Workers.Run(this);
    }

    /// <summary>One of so many parts of the rows.</summary>
    public void Run(int part, int partCount)
    {
        if (_input is null || _output is null) return;
        var rows = (long)_output.Dim(0) * _output.Dim(1);
        Rows(_input, _output, (int)(rows * part / partCount), (int)(rows * (part + 1) / partCount));
    }

    private static int[] NewShape(KernelContext context)
    {
        var input = context.Input(0);
        var size = context.Input(1).Read<int>();
        if (size[0] <= 0 || size[1] <= 0) throw context.Refusal($"the new size {size[0]} × {size[1]} is not positive");
        if (input.Dim(1) == 0 || input.Dim(2) == 0) throw context.Refusal($"the picture {input} is empty");
        return [input.Dim(0), size[0], size[1], input.Dim(3)];
    }
}
