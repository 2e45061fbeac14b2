using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>Which permutations the Ethos-U55 and U65 can move, and how large: <c>transpose_limits: wide</c> for 32-bit, <c>narrow</c> for 8- and 16-bit tensors, <c>legacy</c> for what the older core of Vela
/// takes. A permutation that is computed at run time fits.</summary>
internal sealed class TransposeLimitsPredicate(Operand input, Operand perm, string kind) : Predicate
{
    private const int Largest = 1 << 16;

    public override Truth Test(OperatorContext context)
    {
        if (context.Tensor(input) is not { Shape: var shape } || context.Tensor(perm) is not { } tensor || !context.TryReadIntegers(tensor, out var order) || order.Length != shape.Length) return Truth.Holds;
        if (shape.Length > 8 || !IsPermutation(order)) return Truth.Holds;
        return From(kind switch { "wide" => FitsWide(shape, order), "narrow" => FitsNarrow(shape, order), _ => FitsLegacy(shape, order) });
    }

    private static bool IsPermutation(ImmutableArray<long> order)
    {
        var seen = 0;
        foreach (var axis in order)
            if (axis >= 0 && axis < order.Length) seen |= 1 << (int)axis;
        return seen == (1 << order.Length) - 1;
    }

    /// <summary>The last three (or four) axes of the permutation, written as if the shape had four dimensions: <c>0213</c>; empty when axes before them move.</summary>
    private static string Name(ImmutableArray<long> order)
    {
        var shift = 4 - order.Length;
        for (var at = 0; at < -shift; at++)
            if (order[at] != at) return "";
        var digits = new char[4];
        for (var at = 0; at < 4; at++) digits[at] = (char)('0' + (at < shift ? at : order[at - shift] + shift));
        return new(digits);
    }

    private static long From(ImmutableArray<int> shape, int back) => back <= shape.Length ? shape[^back] : 1;

    private static bool FitsWide(ImmutableArray<int> shape, ImmutableArray<long> order)
    {
        if (shape.Length > 4) return false;
        var (n, h, w, c) = (From(shape, 4), From(shape, 3), From(shape, 2), From(shape, 1));
        return Name(order) switch
        {
            "0123" => c <= 1 << 15,
            "0213" => n == 1 && h <= Largest && w <= Largest && c <= 1 << 14,
            "0132" => n * h <= Largest && w <= Largest && c <= Largest,
            _ => false,
        };
    }

    private static bool FitsNarrow(ImmutableArray<int> shape, ImmutableArray<long> order)
    {
        var name = Name(order);
        if (name == "0123") return true;
        var isFlat = true;
        for (var at = 0; at < shape.Length - 3; at++) isFlat &= shape[at] == 1;
        if (isFlat && name is "0213" or "0132" or "0321" or "0231" or "0312")
            return From(shape, 3) <= Largest && From(shape, 2) <= Largest && From(shape, 1) <= Largest;
        var all = shape.Aggregate(1L, (product, size) => product * size);
        for (var first = 0; first < shape.Length; first++)
            for (var second = first + 1; second < shape.Length; second++)
                if (all > 0 && all / ((long)shape[first] * shape[second]) > Largest) return false;
        return true;
    }

    /// <summary>W×C to C×W; H×W×C to W×H×C, 1×W×C to 1×C×W, H×1×C to C×1×H; with a batch of 1 before them the same.</summary>
    private static bool FitsLegacy(ImmutableArray<int> shape, ImmutableArray<long> order)
    {
        if (shape.Length == 2) return order is [1, 0];
        if (shape.Length is not (3 or 4) || (shape.Length == 4 && shape[0] != 1)) return false;
        return Name(order) switch { "0213" => true, "0132" => From(shape, 3) == 1, "0321" => From(shape, 2) == 1, _ => false };
    }

    public override string Found(OperatorContext context) => context.Tensor(input) is { } source && context.Tensor(perm) is { } tensor && context.TryReadIntegers(tensor, out var order)
        ? $"{source.Type.Name()} {Shapes.Text(source)} by [{string.Join(", ", order)}]" : "";

    public static TransposeLimitsPredicate Read(PredicateArgument argument) => new(argument.Operand("input"), argument.Operand("perm"), argument.Node.Text);
}
