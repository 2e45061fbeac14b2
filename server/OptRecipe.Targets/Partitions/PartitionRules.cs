using System.Collections.Immutable;
using OptRecipe.Targets.Rules;
using OptRecipe.Targets.Tables;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Partitions;

/// <summary>What a table's section <c>partitions</c> says: which of the partitions that could be formed a target really takes. Immutable.</summary>
/// <remarks>Keys: <c>most</c> (how many, 0 or absent: all), <c>least_operators</c> (smaller ones are left); both a number or the name of an option that holds it. <c>choose: largest</c> (default)
/// or <c>first</c>. <c>float16: true</c>: a DEQUANTIZE of a float16 constant is no operator of a partition; readers inside read the constant, and it goes along when the first partition alone
/// reads it (<c>float16: whole</c>: only when everything else in the model goes). <c>form: runs</c>: a partition is a run of taken operators as Vela schedules them (see <see cref="Runs"/>).
/// <c>whole: {setting: …}</c>: where that holds, the target takes all operators or none.
/// <c>on_fail</c> and <c>stage</c>: what happens to operators of partitions that are not taken (default: they fall back at prepare).</remarks>
internal sealed class PartitionRules
{
    private static readonly Consequence FallsBack = new(VerdictKind.FallsBack, VerdictStage.Prepare);

    private readonly string id;
    private readonly TableNode? most;
    private readonly TableNode? least;
    private readonly bool takesFirst;
    private readonly bool unpacksFloat16;
    private readonly Predicate? whole;
    private readonly bool unpacksWholeModels;
    private readonly bool formsRuns;
    private readonly Consequence consequence;

    private PartitionRules(string id, TableNode? node)
    {
        this.id = id;
        most = node?["most"];
        least = node?["least_operators"];
        takesFirst = node?["choose"]?.Text == "first";
        unpacksWholeModels = node?["float16"]?.Text == "whole";
        unpacksFloat16 = unpacksWholeModels || node?["float16"]?.Text == "true";
        whole = node?["whole"] is { } condition ? PredicateTable.Bind(condition, Operands.Of("")) : null;
        formsRuns = node?["form"]?.Text == "runs";
        consequence = Consequence.Read(node, FallsBack);
    }

    public static PartitionRules Read(string id, TableNode? node)
    {
        foreach (var (key, value) in node?.Fields ?? [])
            if (!TableKeys.Partitions.Any(known => known.Key == key)) throw new TableFormatException(value.Line, $"`{key}` is no key of `partitions`");
        if (node?["choose"] is { Text: not ("largest" or "first") } choose) throw new TableFormatException(choose.Line, $"`{choose.Text}` is no choice of partitions; expected `largest` or `first`");
        if (node?["form"] is { Text: not "runs" } form) throw new TableFormatException(form.Line, $"`{form.Text}` is no form of partitions; expected `runs`");
        return new(id, node);
    }

    /// <summary>Whether a verdict says that the operator lost its place to a limit, and not for what it is.</summary>
    public static bool IsLimit(SupportVerdict verdict) => verdict.Rule.Contains(".partitions.", StringComparison.Ordinal);

    /// <summary>The limits as a support table prints them.</summary>
    public ImmutableArray<SupportRule> Sentences(TargetSelection selection)
    {
        var rules = ImmutableArray.CreateBuilder<SupportRule>();
        if (Most(selection) < int.MaxValue) rules.Add(Row("most", MostSentence(Most(selection))));
        if (Least(selection) > 1) rules.Add(Row("least", LeastSentence(Least(selection))));
        if (whole is SettingPredicate or AllOf && whole.Test(new(new(), selection)) == Truth.Holds) rules.Add(Row("whole", WholeSentence));
        if (unpacksFloat16) rules.Add(Row("float16", Float16Sentence));
        return rules.DrainToImmutable();
    }

    /// <summary>The partitions of one subgraph; operators that lose their place get a verdict of their own.</summary>
    /// <param name="possibleCount">How many could be formed, before the limits.</param>
    public ImmutableArray<Partition> Apply(OperatorContext context, int subgraphIndex, OperatorVerdict?[] judged, out int possibleCount)
    {
        var isTaken = judged.Select(verdict => verdict?.Verdict.Kind == VerdictKind.Runs).ToArray();
        var isUnpacked = unpacksFloat16 ? Float16Dequantizes(context, isTaken) : [];
        for (var index = 0; index < isUnpacked.Length; index++) isTaken[index] &= !isUnpacked[index];
        var possible = formsRuns ? Runs.Partitions(context, isTaken) : Epochs.Partitions(context, isTaken, []);
        possibleCount = possible.Length;
        var (count, size) = (Most(context.Selection), Least(context.Selection));
        var large = possible.Where(partition => partition.Length >= size);
        var chosen = (takesFirst ? large : large.OrderByDescending(partition => partition.Length)).Take(count).ToArray();
        var isCutOff = whole?.Test(context) == Truth.Holds && chosen.Sum(partition => partition.Length) + isUnpacked.Count(unpacked => unpacked) < judged.Length;
        if (isCutOff) chosen = [];
        if (chosen.Length < possible.Length)
        {
            var left = judged.Length - possible.Sum(partition => partition.Length);
            var largest = possible.Max(partition => partition.Length);
            foreach (var lost in possible.Except(chosen))
            {
                var verdict = isCutOff ? Verdict("whole", WholeSentence, $"{Text(left)} it does not take, {Text(possible.Length, "partition")}") : lost.Length < size ? Verdict("least", LeastSentence(size), Text(lost.Length)) : Verdict("most", MostSentence(count), $"a partition of {Text(lost.Length)}, the largest has {largest}");
                foreach (var index in lost) (isTaken[index], judged[index]) = (false, judged[index] is { } own ? own with { Verdict = verdict } : null);
            }
        }
        if (isUnpacked.Contains(true))
        {
            Unpack(context, judged, isTaken, isUnpacked, chosen);
            possible = Epochs.Partitions(context, isTaken, isUnpacked);
        }
        else if (chosen.Length < possible.Length) possible = [.. possible.Where(partition => chosen.Contains(partition))];
        return [.. possible.Select(partition => new Partition(subgraphIndex, partition))];
    }

    private static bool[] Float16Dequantizes(OperatorContext context, bool[] isTaken)
    {
        var result = new bool[isTaken.Length];
        for (var index = 0; index < result.Length; index++)
            result[index] = isTaken[index] && context.Subgraph.Operators[index] is { Inputs: [var input, ..] } @operator && context.CodeOf(@operator).Builtin == BuiltinOperator.Dequantize
                && context.TensorAt(input) is { Type: TensorType.Float16 } tensor && context.IsConstant(tensor);
        return result;
    }

    private void Unpack(OperatorContext context, OperatorVerdict?[] judged, bool[] isTaken, bool[] isUnpacked, ImmutableArray<int>[] chosen)
    {
        var first = chosen.Length == 0 ? [] : chosen[0].ToHashSet();
        // LiteRT's FP16GraphPartitionHelper hands them over with everything else, or not at all.
        var isWhole = unpacksWholeModels && chosen.Sum(partition => partition.Length) + isUnpacked.Count(value => value) == isTaken.Length;
        for (var index = 0; index < isUnpacked.Length; index++)
        {
            if (!isUnpacked[index]) continue;
            var consumers = context.Subgraph.Operators[index].Outputs is [var output, ..] && context.TensorAt(output) is not null ? context.Uses.Consumers(output) : [];
            var readers = 0;
            foreach (var consumer in consumers)
                if (first.Contains(consumer)) readers++;
            isTaken[index] = unpacksWholeModels ? isWhole : readers > 0 && readers == consumers.Length;
            if (!isTaken[index] && judged[index] is { } own) judged[index] = own with { Verdict = Verdict("float16", Float16Sentence, unpacksWholeModels ? $"{Text(isTaken.Length - chosen.Sum(partition => partition.Length))} outside" : $"{readers} of {Text(consumers.Length)} in it") };
        }
    }

    private string Float16Sentence => unpacksWholeModels ? "a `DEQUANTIZE` of float16 weights goes along only when every other operator of the model does; else it runs on the CPU, though nobody reads its result" : "a `DEQUANTIZE` of float16 weights goes along with the largest partition when only operators of that partition read it";

    private string MostSentence(int count) => (takesFirst, count) switch
    {
        (true, 1) => $"`{id}` takes one partition, the first",
        (true, _) => $"`{id}` takes the first {count} partitions",
        (false, 1) => $"`{id}` takes one partition, the largest",
        _ => $"`{id}` takes the {count} largest partitions",
    };

    private string LeastSentence(int size) => $"`{id}` takes partitions of at least {Text(size)}";

    private string WholeSentence => $"`{id}` takes a model whole or not at all with these options";

    private static string Text(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Text(int count) => count == 1 ? "1 operator" : $"{count} operators";

    private SupportRule Row(string rule, string sentence) => new($"{id}.partitions.{rule}", sentence, consequence.Kind, consequence.Stage);

    private SupportVerdict Verdict(string rule, string sentence, string found) => new(consequence.Kind, consequence.Stage, $"{id}.partitions.{rule}", sentence, found);

    private int Most(TargetSelection selection) => Number(most, selection) is > 0 and var count ? count : int.MaxValue;

    private int Least(TargetSelection selection) => Math.Max(1, Number(least, selection));

    private static int Number(TableNode? node, TargetSelection selection)
    {
        if (node is null) return 0;
        if (int.TryParse(node.Text, out var number)) return number;
        if (selection.Target.Option(node.Text) is null) throw new TableFormatException(node.Line, $"`{node.Text}` is neither a number nor an option of the target");
        return int.TryParse(selection.Value(node.Text), out var chosen) ? chosen : 0;
    }
}
