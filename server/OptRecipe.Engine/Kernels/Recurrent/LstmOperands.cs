using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>Where the operands of one LSTM cell stand among an operator's inputs; −1 for those that the operator does not have. Weights, from <paramref name="First"/>: four for
/// the input, four for the previous output, three for the cell (peephole), four biases, projection and its bias.</summary>
internal readonly record struct LstmLayout(int First, int State, int LayerNorm, int Auxiliary)
{
    public static LstmLayout Unidirectional { get; } = new(1, 18, 20, -1);
    public static LstmLayout Forward { get; } = new(1, 35, -1, 40);
    public static LstmLayout Backward { get; } = new(18, 37, -1, 44);
}

/// <summary>One of the four gates: sigmoid of input, forget and output, the new values of the cell. Operands that the cell does not have are null.</summary>
internal sealed record LstmGate(RuntimeTensor Input, RuntimeTensor Recurrent, RuntimeTensor? Auxiliary, RuntimeTensor? Peephole, RuntimeTensor? LayerNorm, RuntimeTensor Bias);

/// <summary>The checked operands of an LSTM cell.</summary>
internal sealed class LstmOperands
{
    private static readonly string[] Names = ["input", "forget", "cell", "output"];
    private readonly KernelContext _context;
    private readonly LstmLayout _layout;
    private readonly TensorType _weightType, _biasType, _peepholeType, _layerNormType;

    /// <param name="batches">Number of independent sequences, each with a state of its own.</param>
    /// <param name="auxiliary">The second input, where there is one that has weights.</param>
    public LstmOperands(KernelContext context, LstmLayout layout, RuntimeTensor input, int batches, RuntimeTensor? auxiliary)
    {
        (_context, _layout) = (context, layout);
        var isInteger = input.Type == TensorType.Int8;
        if (!isInteger && input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        var (weights, recurrent) = (Matrix(layout.First + 3, "input weights"), context.Input(layout.First + 7));
        IsDiagonal = recurrent.Rank == 1 && layout == LstmLayout.Unidirectional && !isInteger;
        (Inputs, Cells, AuxiliaryInputs) = (input.Dim(input.Rank - 1), weights.Dim(0), auxiliary is null ? 0 : auxiliary.Dim(auxiliary.Rank - 1));
        Outputs = IsDiagonal ? Cells : Matrix(layout.First + 7, "recurrent weights").Dim(1);
        if (Cells == 0 || Outputs == 0) throw context.Refusal($"the LSTM has {Cells} cells and {Outputs} outputs");
        _weightType = isInteger ? TensorType.Int8 : weights.Type;
        if (_weightType is not (TensorType.Float32 or TensorType.Int8 or TensorType.UInt8)) throw context.UnsupportedType(weights);
        (_biasType, _peepholeType, _layerNormType) = isInteger ? (TensorType.Int32, TensorType.Int16, TensorType.Int16) : (TensorType.Float32, _weightType, TensorType.Float32);

        IsCoupled = Has(layout.First) == Has(layout.First + 4) ? !Has(layout.First) : throw context.Refusal("the input gate has only one of its two weights");
        HasPeephole = Has(layout.First + 10);
        HasLayerNorm = layout.LayerNorm >= 0 && Has(layout.LayerNorm + 1);
        Forget = Gate(1);
        Cell = Gate(2);
        Output = Gate(3);
        Input = IsCoupled ? null : Gate(0);
        if (IsCoupled && Has(layout.First + 11)) throw context.Refusal("there is a bias of the input gate, but no input gate");
        Projection = Optional(layout.First + 15, "projection weights", _weightType, Outputs, Cells);
        ProjectionBias = Optional(layout.First + 16, "projection bias", _biasType, Outputs);
        if (Projection is null && ProjectionBias is not null) throw context.Refusal("there is a projection bias, but no projection");
        if (Projection is null && Outputs != Cells) throw context.Refusal($"without projection {Cells} cells give {Cells} outputs; the recurrent weights take {Outputs}");
        OutputState = context.ExpectState(layout.State, "output state", input.Type, batches, Outputs);
        CellState = context.ExpectState(layout.State + 1, "cell state", isInteger ? TensorType.Int16 : input.Type, batches, Cells);
    }

    public int Inputs { get; }
    public int AuxiliaryInputs { get; }
    public int Cells { get; }
    public int Outputs { get; }
    /// <summary>Whether there is no input gate: it is one minus the forget gate.</summary>
    public bool IsCoupled { get; }
    public bool IsDiagonal { get; }
    public bool HasPeephole { get; }
    public bool HasLayerNorm { get; }
    public LstmGate? Input { get; }
    public LstmGate Forget { get; }
    public LstmGate Cell { get; }
    public LstmGate Output { get; }
    public RuntimeTensor? Projection { get; }
    public RuntimeTensor? ProjectionBias { get; }
    public RuntimeTensor OutputState { get; }
    public RuntimeTensor CellState { get; }

    private bool Has(int index) => _context.OptionalInput(index) is not null;

    private RuntimeTensor Matrix(int index, string role) => _context.Input(index) is { Rank: 2 } tensor ? tensor
        : throw _context.Refusal($"the {role} are {_context.Input(index)}, two dimensions are expected");

    private LstmGate Gate(int index)
    {
        var name = Names[index];
        // The cell gate has no peephole; the three others follow each other.
        var peephole = index switch { 2 => -1, 3 => _layout.First + 10, _ => _layout.First + 8 + index };
        return new(
            _context.Expect(_context.Input(_layout.First + index), $"input weights of the {name} gate", _weightType, Cells, Inputs),
            Recurrent(_context.Input(_layout.First + 4 + index), name),
            AuxiliaryInputs > 0 ? _context.Expect(_context.Input(_layout.Auxiliary + index), $"auxiliary weights of the {name} gate", _weightType, Cells, AuxiliaryInputs) : null,
            peephole >= 0 ? AllOrNone(HasPeephole, peephole, $"peephole weights of the {name} gate", _peepholeType) : null,
            HasLayerNorm ? AllOrNone(true, _layout.LayerNorm + index, $"normalization weights of the {name} gate", _layerNormType) : null,
            _context.Expect(_context.Input(_layout.First + 11 + index), $"bias of the {name} gate", _biasType, Cells));
    }

    private RuntimeTensor Recurrent(RuntimeTensor tensor, string name) => tensor.Rank == 1 && _layout == LstmLayout.Unidirectional && _biasType == TensorType.Float32 && Outputs == Cells
        ? _context.Expect(tensor, $"recurrent weights of the {name} gate", TensorType.Float32, Cells)
        : _context.Expect(tensor, $"recurrent weights of the {name} gate", _weightType, Cells, Outputs);

    private RuntimeTensor? AllOrNone(bool isExpected, int index, string role, TensorType type) => Has(index) == isExpected ? Optional(index, role, type, Cells)
        : throw _context.Refusal($"the {role} are {(isExpected ? "missing" : "there")}, those of the output gate are {(isExpected ? "there" : "missing")}");

    private RuntimeTensor? Optional(int index, string role, TensorType type, params ReadOnlySpan<int> shape) =>
        _context.OptionalInput(index) is { } tensor ? _context.Expect(tensor, role, type, shape) : null;
}
