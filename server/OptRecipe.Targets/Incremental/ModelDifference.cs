using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Incremental;

/// <summary>Which operators of a model are, with all that belongs to them, as they were in another one: code, options, tensors and their data. Where they stand in the graph may differ.</summary>
internal sealed class ModelDifference
{
    private readonly int[][] places;

    private ModelDifference(Model before, int[][] places)
    {
        Before = new(before);
        this.places = places;
        UnchangedCount = places.Sum(subgraph => subgraph.Count(place => place >= 0));
    }

    /// <summary>Weak, so that no chain of models is kept alive.</summary>
    public WeakReference<Model> Before { get; }

    public int UnchangedCount { get; }

    /// <summary>Index of the same operator in the same subgraph of the other model, -1 for one that is new or changed.</summary>
    public int PlaceOf(int subgraph, int index) => places[subgraph][index];

    public static ModelDifference Of(Model before, Model after)
    {
        var places = new int[after.Subgraphs.Length][];
        for (var subgraph = 0; subgraph < places.Length; subgraph++)
            places[subgraph] = subgraph < before.Subgraphs.Length ? Places(before, before.Subgraphs[subgraph], after, after.Subgraphs[subgraph]) : [.. after.Subgraphs[subgraph].Operators.Select(_ => -1)];
        return new(before, places);
    }

    private static int[] Places(Model before, Subgraph old, Model after, Subgraph subgraph)
    {
        var places = new int[subgraph.Operators.Length];
        // Inserted operators move those behind them; operators that a step left alone are the same objects.
        var byObject = old.Operators.Length == subgraph.Operators.Length ? null : new Dictionary<Operator, int>(ReferenceEqualityComparer.Instance);
        for (var index = 0; byObject is not null && index < old.Operators.Length; index++) byObject.TryAdd(old.Operators[index], index);
        for (var index = 0; index < places.Length; index++)
        {
            var place = byObject is null ? index : byObject.GetValueOrDefault(subgraph.Operators[index], -1);
            places[index] = place >= 0 && IsSame(before, old, old.Operators[place], after, subgraph, subgraph.Operators[index]) ? place : -1;
        }
        return places;
    }

    private static bool IsSame(Model before, Subgraph oldGraph, Operator old, Model after, Subgraph graph, Operator @operator)
    {
        if (!ReferenceEquals(old, @operator) && !(Equals(old.Options, @operator.Options) && old with { OpcodeIndex = 0, Inputs = [], Outputs = [] } == @operator with { OpcodeIndex = 0, Inputs = [], Outputs = [] })) return false;
        if (old.OpcodeIndex >= before.OperatorCodes.Length || @operator.OpcodeIndex >= after.OperatorCodes.Length) return false;
        return before.OperatorCodes[(int)old.OpcodeIndex] == after.OperatorCodes[(int)@operator.OpcodeIndex]
            && AreSame(before, oldGraph, old.Inputs, after, graph, @operator.Inputs) && AreSame(before, oldGraph, old.Outputs, after, graph, @operator.Outputs)
            && AreSame(before, oldGraph, old.Intermediates, after, graph, @operator.Intermediates);
    }

    private static bool AreSame(Model before, Subgraph oldGraph, ImmutableArray<int> old, Model after, Subgraph graph, ImmutableArray<int> tensors)
    {
        if (old.IsDefault || tensors.IsDefault) return old.IsDefault == tensors.IsDefault;
        if (old.Length != tensors.Length) return false;
        for (var index = 0; index < old.Length; index++)
        {
            var (left, right) = (At(oldGraph, old[index]), At(graph, tensors[index]));
            if (left is null || right is null ? !(left is null && right is null) : !AreSame(left, right) || !HaveSameData(before, left, after, right)) return false;
        }
        return true;
    }

    private static Tensor? At(Subgraph graph, int index) => (uint)index < (uint)graph.Tensors.Length ? graph.Tensors[index] : null;

    private static bool AreSame(Tensor left, Tensor right) =>
        left.Quantization?.Details is null && (ReferenceEquals(left, right) || (AreSame(left.Quantization, right.Quantization) && AreSame(left.Shape, right.Shape) && AreSame(left.ShapeSignature, right.ShapeSignature)
            && left with { Quantization = null, Shape = [], ShapeSignature = [], Buffer = 0 } == right with { Quantization = null, Shape = [], ShapeSignature = [], Buffer = 0 }));

    private static bool AreSame(Quantization? left, Quantization? right) => ReferenceEquals(left, right) || (left is not null && right is not null && right.Details is null
        && AreSame(left.Scales, right.Scales) && AreSame(left.ZeroPoints, right.ZeroPoints) && AreSame(left.Min, right.Min) && AreSame(left.Max, right.Max)
        && left with { Scales = [], ZeroPoints = [], Min = [], Max = [] } == right with { Scales = [], ZeroPoints = [], Min = [], Max = [] });

    private static bool AreSame<T>(ImmutableArray<T> left, ImmutableArray<T> right) => left == right || (!left.IsDefault && !right.IsDefault && left.AsSpan().SequenceEqual(right.AsSpan()));

    private static bool HaveSameData(Model before, Tensor left, Model after, Tensor right)
    {
        var (old, data) = (Data(before, left), Data(after, right));
        return old == data || (old.Source is PlannedByteSource && data.Source is PlannedByteSource && old.Length == data.Length);
    }

    private static ByteRange Data(Model model, Tensor tensor) => tensor.Buffer > 0 && tensor.Buffer < (uint)model.Buffers.Length ? model.Buffers[(int)tensor.Buffer].Data : default;
}
