using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Whether two shapes broadcast in five nested loops whatever their rank: read from the back, dimensions are equal, then 1 on one side only, then equal, then 1 on the other side only, then equal.
/// TensorFlow Lite's fast path for ADD and MUL.</summary>
internal sealed class FivefoldBroadcastPredicate : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        if (context.Operator.Inputs is not [var left, var right, ..] || context.TensorAt(left) is not { } first || context.TensorAt(right) is not { } second) return Truth.Holds;
        var back = SkipEqual(first, second, 1);
        if (back > Rank(first, second)) return Truth.Holds;
        var (one, other) = Size(first, back) == 1 ? (first, second) : (second, first);
        back = SkipEqual(first, second, SkipOnes(one, other, back));
        return From(SkipEqual(first, second, SkipOnes(other, one, back)) > Rank(first, second));
    }

    public override string Found(OperatorContext context) => string.Join(" and ", context.Operator.Inputs.Select(context.TensorAt).OfType<Tensor>().Select(Shapes.Text));

    private static int SkipEqual(Tensor first, Tensor second, int back)
    {
        while (back <= Rank(first, second) && Size(first, back) == Size(second, back)) back++;
        return back;
    }

    private static int SkipOnes(Tensor one, Tensor other, int back)
    {
        while (back <= Rank(one, other) && Size(one, back) == 1) back++;
        return back;
    }

    private static int Rank(Tensor first, Tensor second) => Math.Max(first.Shape.Length, second.Shape.Length);

    private static int Size(Tensor tensor, int back) => back <= tensor.Shape.Length ? tensor.Shape[^back] : 1;
}
