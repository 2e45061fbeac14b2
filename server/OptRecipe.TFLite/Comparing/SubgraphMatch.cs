using System.Collections.Immutable;
using OptRecipe.TFLite.Files;
using OptRecipe.TFLite.Graphs;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.TFLite.Comparing;

/// <summary>Pairs the tensors and operators of two subgraphs, from the outputs backwards, operand by operand, and notes where the pairs differ.</summary>
internal sealed class SubgraphMatch
{
    private const int MostDifferences = 1000;
    private readonly Model _left, _right;
    private readonly GraphView _leftGraph, _rightGraph;
    private readonly int _subgraph;
    private readonly int[] _operatorPairs, _tensorPairs;
    private readonly HashSet<int> _rightOperators = [], _rightTensors = [];
    private readonly Stack<(int Left, int Right)> _open = new();
    private readonly ImmutableArray<ModelDifference>.Builder _differences = ImmutableArray.CreateBuilder<ModelDifference>();

    public SubgraphMatch(Model left, Model right, int subgraph, CancellationToken cancellation)
    {
        (_left, _right, _subgraph) = (left, right, subgraph);
        (_leftGraph, _rightGraph) = (new(left, subgraph), new(right, subgraph));
        _operatorPairs = new int[_leftGraph.Subgraph.Operators.Length];
        _tensorPairs = new int[_leftGraph.Subgraph.Tensors.Length];
        Array.Fill(_operatorPairs, -1);
        Array.Fill(_tensorPairs, -1);
        Ends(_leftGraph.Subgraph.Inputs, _rightGraph.Subgraph.Inputs, "inputs");
        Ends(_leftGraph.Subgraph.Outputs, _rightGraph.Subgraph.Outputs, "outputs");
        Walk(cancellation);
        // What leads to no output (assignments, prints) is paired in the file's order, kind by kind.
        for (var op = 0; op < _operatorPairs.Length; op++)
        {
            if (_operatorPairs[op] >= 0) continue;
            var name = Name(_left, _leftGraph, op);
            var other = Enumerable.Range(0, _rightGraph.Subgraph.Operators.Length).FirstOrDefault(index => !_rightOperators.Contains(index) && Name(_right, _rightGraph, index) == name, -1);
            if (other < 0) Note(DifferenceKind.MissingOperator, op, -1, -1, -1, "an operator has no counterpart", name, "nothing");
            else Pair(op, other);
            Walk(cancellation);
        }
        for (var op = 0; op < _rightGraph.Subgraph.Operators.Length; op++)
            if (!_rightOperators.Contains(op)) Note(DifferenceKind.MissingOperator, -1, op, -1, -1, "an operator has no counterpart", "nothing", Name(_right, _rightGraph, op));
    }

    public ImmutableArray<ModelDifference> Differences => _differences.ToImmutable();

    private void Walk(CancellationToken cancellation)
    {
        while (_open.TryPop(out var pair))
        {
            cancellation.ThrowIfCancellationRequested();
            var (left, right) = (Valid(_leftGraph, pair.Left), Valid(_rightGraph, pair.Right));
            if (left < 0 && right < 0) continue;
            if (left < 0 || right < 0)
            {
                Note(DifferenceKind.Connections, -1, -1, pair.Left, pair.Right, "an operand stands on one side only", left < 0 ? "nothing" : $"t{left}", right < 0 ? "nothing" : $"t{right}");
                continue;
            }
            if (_tensorPairs[left] >= 0)
            {
                // A constant may be one tensor here and two there.
                if (_tensorPairs[left] == right || (IsFixed(_leftGraph, left) && IsFixed(_rightGraph, right) && SameTensor(left, right, note: false))) continue;
                Note(DifferenceKind.Connections, -1, -1, left, right, "the operators are connected differently", $"t{left}, which is t{_tensorPairs[left]} there", $"t{right}");
                continue;
            }
            _tensorPairs[left] = right;
            if (!_rightTensors.Add(right) && !(IsFixed(_leftGraph, left) && IsFixed(_rightGraph, right)))
                Note(DifferenceKind.Connections, -1, -1, left, right, "two tensors stand for one", $"t{left}", $"t{right}, which another tensor is there");
            SameTensor(left, right, note: true);
            if (_leftGraph.Subgraph.Tensors[left].Quantization?.Details is BlockwiseQuantization a && _rightGraph.Subgraph.Tensors[right].Quantization?.Details is BlockwiseQuantization b)
            {
                _open.Push((a.Scales, b.Scales));
                _open.Push((a.ZeroPoints, b.ZeroPoints));
            }
            var (leftProducer, rightProducer) = (_leftGraph.Producer(left), _rightGraph.Producer(right));
            if (leftProducer >= 0 && rightProducer >= 0) Pair(leftProducer, rightProducer, left, right);
            else if (leftProducer >= 0 || rightProducer >= 0 || _leftGraph.IsInput(left) != _rightGraph.IsInput(right))
                Note(DifferenceKind.Connections, leftProducer, rightProducer, left, right, "a tensor comes from elsewhere", Source(_left, _leftGraph, left), Source(_right, _rightGraph, right));
        }
    }

    private void Pair(int left, int right, int leftTensor = -1, int rightTensor = -1)
    {
        if (_operatorPairs[left] >= 0)
        {
            if (_operatorPairs[left] != right) Note(DifferenceKind.Connections, left, right, leftTensor, rightTensor, "two outputs come from one operator on one side only", Name(_left, _leftGraph, left), Name(_right, _rightGraph, right));
            return;
        }
        _operatorPairs[left] = right;
        if (!_rightOperators.Add(right))
        {
            Note(DifferenceKind.Connections, left, right, leftTensor, rightTensor, "two operators stand for one", Name(_left, _leftGraph, left), Name(_right, _rightGraph, right));
            return;
        }
        var (a, b) = (_leftGraph.Subgraph.Operators[left], _rightGraph.Subgraph.Operators[right]);
        var (leftName, rightName) = (Name(_left, _leftGraph, left), Name(_right, _rightGraph, right));
        if (leftName != rightName)
        {
            Note(DifferenceKind.OperatorKind, left, right, leftTensor, rightTensor, "the operators differ", leftName, rightName);
            return;
        }
        var (leftVersion, rightVersion) = (Version(_left, a), Version(_right, b));
        if (leftVersion != rightVersion) Note(DifferenceKind.OperatorVersion, left, right, -1, -1, $"the versions of `{leftName}` differ", $"{leftVersion}", $"{rightVersion}");
        if (!SameOptions(a, b)) Note(DifferenceKind.Options, left, right, -1, -1, $"the options of `{leftName}` differ", OperatorText.Options(a), OperatorText.Options(b));
        foreach (var (mine, others) in new[] { (a.Outputs, b.Outputs), (a.Intermediates.OrEmpty(), b.Intermediates.OrEmpty()), (a.Inputs, b.Inputs) })
        {
            // Operands omitted at the end need not be written.
            for (var position = 0; position < Math.Max(mine.Length, others.Length); position++) _open.Push((position < mine.Length ? mine[position] : -1, position < others.Length ? others[position] : -1));
        }
    }

    private static bool SameOptions(Operator left, Operator right)
    {
        var (a, b) = (left.Options, right.Options);
        // An absent table reads as one with all defaults.
        if (a is null || b is null) return ((a ?? b) is not { } only || only.Equals(new OperatorOptions { Schema = only.Schema })) && SameCustom(left, right);
        return a with { UnknownPosition = 0 } == b with { UnknownPosition = 0 } && SameCustom(left, right);
    }

    private static bool SameCustom(Operator left, Operator right) =>
        ByteRanges.SameBytes(left.CustomOptions.Length > 0 ? left.CustomOptions : left.LargeCustomOptions, right.CustomOptions.Length > 0 ? right.CustomOptions : right.LargeCustomOptions);

    private bool SameTensor(int left, int right, bool note)
    {
        var (a, b) = (_leftGraph.Subgraph.Tensors[left], _rightGraph.Subgraph.Tensors[right]);
        var same = true;
        void Unless(bool equal, DifferenceKind kind, string message, Func<Tensor, string> show)
        {
            same &= equal;
            if (!equal && note) Note(kind, -1, -1, left, right, message, show(a), show(b));
        }
        Unless(a.Type == b.Type, DifferenceKind.Type, "the types differ", tensor => tensor.Type.Name());
        Unless(a.Shape.AsSpan().SequenceEqual(b.Shape.AsSpan()) && Signature(a).SequenceEqual(Signature(b)), DifferenceKind.Shape, "the shapes differ", tensor => $"[{string.Join(',', Signature(tensor).ToArray())}]");
        Unless(TensorText.SameQuantization(a.Quantization, b.Quantization), DifferenceKind.Quantization, "the quantization differs", tensor => TensorText.Quantization(tensor.Quantization));
        Unless(a.IsVariable == b.IsVariable && ByteRanges.SameBytes(_leftGraph.Data(left), _rightGraph.Data(right)), DifferenceKind.Data, "the data differ", tensor => tensor.IsVariable ? "variable" : TensorText.Data(ReferenceEquals(tensor, a) ? _leftGraph.Data(left) : _rightGraph.Data(right)));
        Unless(TensorText.SameSparsity(a.Sparsity, b.Sparsity), DifferenceKind.Data, "the sparse formats differ", TensorText.Sparsity);
        return same;
    }

    private void Ends(ImmutableArray<int> left, ImmutableArray<int> right, string word)
    {
        if (left.Length != right.Length) Note(DifferenceKind.Ends, -1, -1, -1, -1, $"the numbers of {word} differ", $"{left.Length}", $"{right.Length}");
        foreach (var pair in left.Zip(right)) _open.Push(pair);
    }

    private void Note(DifferenceKind kind, int leftOperator, int rightOperator, int leftTensor, int rightTensor, string message, string left, string right)
    {
        if (_differences.Count < MostDifferences) _differences.Add(new(kind, _subgraph, leftOperator, rightOperator, leftTensor, rightTensor, message, left, right));
    }

    private static ReadOnlySpan<int> Signature(Tensor tensor) => tensor.ShapeSignature.IsDefaultOrEmpty ? tensor.Shape.AsSpan() : tensor.ShapeSignature.AsSpan();
    private static bool IsFixed(GraphView graph, int tensor) => graph.Producer(tensor) < 0 && !graph.IsInput(tensor) && !graph.Subgraph.Tensors[tensor].IsVariable;
    private static int Valid(GraphView graph, int tensor) => tensor >= 0 && tensor < graph.Subgraph.Tensors.Length ? tensor : -1;
    private static int Version(Model model, Operator op) => op.OpcodeIndex < model.OperatorCodes.Length ? model.OperatorCodes[(int)op.OpcodeIndex].Version : 0;
    private static string Name(Model model, GraphView graph, int op) =>
        graph.Subgraph.Operators[op].OpcodeIndex is var code && code < model.OperatorCodes.Length ? model.OperatorCodes[(int)code].Name : $"operator code {code}";
    private static string Source(Model model, GraphView graph, int tensor) =>
        graph.Producer(tensor) is >= 0 and var op ? Name(model, graph, op) : graph.IsInput(tensor) ? "an input" : graph.IsConstant(tensor) ? "a constant" : "nowhere";
}
