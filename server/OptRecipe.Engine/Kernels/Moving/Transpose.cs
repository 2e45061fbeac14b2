using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>TRANSPOSE: output[…, i_d, …] = input[…], where dimension d of the output is dimension perm[d] of the input; the second input holds perm, negative entries count from the
/// back.</summary>
internal sealed class Transpose : MovingKernel
{
    private static readonly int[] PermutationInput = [1];
    private readonly StridedCopy _copy = new();
    private int[] _permutation = [];
    private int _bits;

    protected override ReadOnlySpan<int> ShapeInputs => PermutationInput;

    protected override void Check(KernelContext context)
    {
        var (input, permutation) = (context.Input(0), context.Input(1));
        _bits = context.ElementBits(input);
        context.RequireType(context.Output(0), input.Type);
        context.RequireType(permutation, TensorType.Int32);
        if (permutation.Rank != 1 || permutation.Count != input.Rank) throw context.Refusal($"the permutation is {permutation}, {input.Rank} axes are expected");
        _permutation = new int[input.Rank];
    }

    protected override void Plan(KernelContext context)
    {
        var (input, output) = (context.Input(0), context.Output(0));
        var permutation = context.Integers(1);
        Span<int> shape = stackalloc int[input.Rank];
        var seen = 0L;
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var axis = context.Axis(permutation[dimension], input.Rank);
            if ((seen >> axis & 1) != 0) throw context.Refusal($"the permutation names axis {axis} twice");
            seen |= 1L << axis;
            _permutation[dimension] = axis;
            shape[dimension] = input.Dim(axis);
        }
        context.Resize(output, shape);
        var (from, to) = (MovingChecks.Strides(input.Shape), MovingChecks.Strides(shape));
        _copy.Start();
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--) _copy.Repeat(shape[dimension], from[_permutation[dimension]], to[dimension]);
    }

    protected override void Move(KernelContext context) => _copy.Run(context.Input(0).Bytes, context.Output(0).Write<byte>(), _bits);
}
