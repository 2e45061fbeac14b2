using System.Collections.Immutable;
using OptRecipe.Pipeline.Evaluation;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Pipeline.Trying;

/// <summary>Two answers to one sample, made comparable.</summary>
internal static class TrialAnswers
{
    private const int BestClasses = 5, MostRows = 16;

    public static ImmutableArray<TrialOutput> Compare(IReadOnlyList<ImmutableArray<TrialTensor>> models, Model model, bool hasClasses, ImmutableArray<string> names) =>
        [.. Enumerable.Range(0, models[0].Length).Select(output => Compare(output, [.. models.Select(tensors => tensors[output])], IsClasses(model, output, models[0][output], hasClasses), names))];

    private static TrialOutput Compare(int output, ImmutableArray<TrialTensor> tensors, bool isClasses, ImmutableArray<string> names)
    {
        var one = tensors[0].Values;
        var other = tensors.Length > 1 && tensors[1].Values.Length == one.Length ? tensors[1].Values : null;
        var name = tensors[0].Details.Name is { Length: > 0 } own ? own : $"output {output}";
        var shown = isClasses ? Best(one, other) : Different(one, other);
        var rows = ImmutableArray.CreateBuilder<TrialRow>(shown.Count);
        foreach (var index in shown) rows.Add(new(index, isClasses ? NameOf(index, names) : Place(index, tensors[0].Details.Shape), one[index], other?[index]));
        if (other is null) return new(name, tensors, one.Length, isClasses, rows.MoveToImmutable(), null, null, null);
        var (product, signal, own2, noise, most) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var index = 0; index < one.Length; index++)
        {
            var difference = (double)one[index] - other[index];
            (product, signal, own2, noise) = (product + (double)one[index] * other[index], signal + (double)one[index] * one[index], own2 + (double)other[index] * other[index], noise + difference * difference);
            most = Math.Max(most, Math.Abs(difference));
        }
        return new(name, tensors, one.Length, isClasses, rows.MoveToImmutable(), Finite(noise > 0 ? 10 * Math.Log10(signal / noise) : null),
            Finite(signal > 0 && own2 > 0 ? Math.Min(product / Math.Sqrt(signal) / Math.Sqrt(own2), 1) : null), Finite(most));
    }

    /// <summary>Labels that are classes say so, and else the operator that makes the output, or values that are a distribution.</summary>
    private static bool IsClasses(Model model, int output, TrialTensor tensor, bool hasClasses)
    {
        var values = tensor.Values;
        if (values.Length < 2 || tensor.Details.Shape.Count(size => size > 1) != 1) return false;
        if (output == 0 && hasClasses) return true;
        var index = model.Subgraphs[0].Outputs[output];
        var operators = model.Subgraphs[0].Operators;
        for (var op = operators.Length - 1; op >= 0; op--)
            if (operators[op].Outputs.Contains(index)) return OperatorText.Name(model, new(0, op)) == "SOFTMAX" || IsDistribution(values);
        return IsDistribution(values);
    }

    private static bool IsDistribution(float[] values)
    {
        return values.All(value => value is >= -0.01f and <= 1.01f) && Math.Abs(values.Sum() - 1) < 0.02f;
    }

    private static List<int> Best(float[] one, float[]? other)
    {
        bool[] taken = new bool[one.Length];
        Largest(BestClasses, taken, index => one[index]);
        if (other is not null)
        {
            // The best of either model: each has its own five.
            var theirs = new bool[one.Length];
            foreach (var index in Largest(BestClasses, theirs, index => other[index])) taken[index] = true;
        }
        var count = 0;
        foreach (var isTaken in taken) if (isTaken) count++;
        return Largest(count, new bool[one.Length], index => taken[index] ? Math.Max(one[index], other?[index] ?? float.NegativeInfinity) : float.NaN);
    }

    private static List<int> Different(float[] one, float[]? other) =>
        one.Length <= MostRows || other is null ? [.. Enumerable.Range(0, Math.Min(one.Length, MostRows))] : Largest(MostRows, new bool[one.Length], index => Math.Abs(one[index] - other[index]));

    /// <summary>The few largest, the first among equals first; what is no number is none.</summary>
    private static List<int> Largest(int most, bool[] taken, Func<int, float> value)
    {
        var found = new List<int>(most);
        while (found.Count < Math.Min(most, taken.Length))
        {
            var best = -1;
            for (var index = 0; index < taken.Length; index++)
                if (!taken[index] && !float.IsNaN(value(index)) && (best < 0 || value(index) > value(best))) best = index;
            if (best < 0) break;
            taken[best] = true;
            found.Add(best);
        }
        return found;
    }

    public static int BestOf(float[] scores)
    {
        var best = 0;
        for (var index = 1; index < scores.Length; index++) if (scores[index] > scores[best]) best = index;
        return best;
    }

    public static string NameOf(int index, ImmutableArray<string> names) => index >= 0 && index < names.Length && names[index].Length > 0 ? names[index] : $"{index}";

    private static string Place(int index, int[] shape)
    {
        var bare = shape is [1, .. var rest] ? rest : shape;
        if (bare.Length < 2) return "";
        var place = new int[bare.Length];
        for (var dimension = bare.Length - 1; dimension >= 0; dimension--) (index, place[dimension]) = (index / Math.Max(bare[dimension], 1), index % Math.Max(bare[dimension], 1));
        return $"[{string.Join(", ", place)}]";
    }

    /// <summary>The rest of a sentence about what is said: <c>Both say `7` (0.98 and 0.97)</c>.</summary>
    public static string Summary(ImmutableArray<TrialOutput> outputs, ImmutableArray<string> names, string label)
    {
        var wanted = label.Length > 0 ? $"; the label is `{label}`" : "";
        if (outputs.FirstOrDefault(output => output.IsClasses) is { } classes)
        {
            var values = classes.Tensors[0].Values;
            var best = BestOf(values);
            var said = $"`{NameOf(best, names)}` ({values[best]:0.###})";
            if (classes.MaxDifference is null) return $"The model says {said}{wanted}";
            var other = classes.Tensors[1].Values;
            var theirs = BestOf(other);
            return best == theirs ? $"Both models say `{NameOf(best, names)}` ({values[best]:0.###} float, {other[best]:0.###} optimized){wanted}"
                : $"The float model says {said}, the optimized one `{NameOf(theirs, names)}` ({other[theirs]:0.###}){wanted}";
        }
        if (outputs.IsEmpty) return "The model has no outputs";
        if (outputs.All(output => output.MaxDifference is null)) return $"The model answers {outputs.Sum(output => output.Count):#,0} numbers{wanted}";
        var worst = outputs.MaxBy(output => output.MaxDifference ?? 0);
        if (worst?.MaxDifference is not > 0) return $"Both models answer the same{wanted}";
        var (lowest, highest) = TrialPicture.Range(worst.Tensors[0].Values);
        var share = highest > lowest ? $", {100 * worst.MaxDifference / (highest - lowest):0.##} % of the float answer's range" : "";
        return $"The answers differ by at most {worst.MaxDifference:G3}{share}{wanted}";
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
