using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CUMSUM: running sums along the axis of input 1, from the end with reverse, without the own element with exclusive. float32, int32 and int64; integers wrap.</summary>
internal sealed class CumSum : Kernel
{
    private bool _isExclusive, _isReverse;

    public override void Prepare(KernelContext context)
    {
        var (input, axis, output) = (context.Input(0), context.Input(1), context.Output(0));
        if (input.Type is not (TensorType.Float32 or TensorType.Int32 or TensorType.Int64)) throw context.UnsupportedType(input);
        if (output.Type != input.Type) throw context.Refusal($"the output is {output.Type.Name()}, expected the input's {input.Type.Name()}");
        IntegerOperand.Check(context, axis, "the axis", TensorType.Int32);
        if (axis.Count != 1) throw context.Refusal($"the axis has {axis.Count} elements, expected 1");
        if (input.Rank == 0) throw context.Refusal("the input is a scalar");
        if (axis.IsKnown) IntegerOperand.Axis(context, axis, input.Rank);
        (_isExclusive, _isReverse) = (context.Bool("CumsumOptions", "exclusive"), context.Bool("CumsumOptions", "reverse"));
        context.Resize(output, input.Shape);
    }

    public override void Run(KernelContext context)
    {
        switch (context.Input(0).Type)
        {
            case TensorType.Float32: Run<float>(context); break;
            case TensorType.Int32: Run<int>(context); break;
            case TensorType.Int64: Run<long>(context); break;
        }
    }

    private void Run<T>(KernelContext context) where T : unmanaged, INumber<T>
    {
        var input = context.Input(0);
        var axis = IntegerOperand.Axis(context, context.Input(1), input.Rank);
        if (input.Count == 0) return;
        var (size, inner) = (input.Dim(axis), TensorShape.Count(input.Shape, axis + 1, input.Rank));
        var from = input.Read<T>();
        var to = context.Output(0).Write<T>();
        var step = _isReverse ? -inner : inner;
        for (var outer = 0; outer < from.Length; outer += size * inner)
            for (var column = 0; column < inner; column++)
            {
                var (sum, place) = (T.Zero, outer + column + (_isReverse ? (size - 1) * inner : 0));
                for (var index = 0; index < size; index++, place += step)
                {
                    var before = sum;
                    sum += from[place];
                    to[place] = _isExclusive ? before : sum;
                }
            }
    }
}
