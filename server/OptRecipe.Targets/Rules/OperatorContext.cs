using System.Buffers.Binary;
using System.Collections.Immutable;
using OptRecipe.TFLite;

namespace OptRecipe.Targets.Rules;

/// <summary>The operator that rules are asked about, with what stands around it. One object walks over a whole model; not thread-safe.</summary>
internal sealed class OperatorContext(Model model, TargetSelection selection)
{
    /// <summary>Bytes. Axes, paddings, indices and biases are smaller; larger constants of integers are data, which no rule reads value by value.</summary>
    private const int LargestParameter = 1 << 16;

    private SubgraphUses? uses;
    private Dictionary<string, TargetSelection>? others;
    private Subgraph subgraph = new();
    private OperatorVerdict?[] verdicts = [];
    private int? firstDynamic;
    private string? npuRules;

    public Model Model
    {
        get
        {
            LooksAround = true;
            return model;
        }
    }

    public TargetSelection Selection { get; private set; } = selection;

    public Subgraph Subgraph
    {
        get
        {
            LooksAround = true;
            return subgraph;
        }
    }

    /// <summary>Set when something was asked for that is not the operator's own: a verdict that came so hangs on the operators around it.</summary>
    public bool LooksAround { get; set; }
    public Operator Operator { get; private set; } = new();
    public OperatorCode Code { get; private set; } = new(BuiltinOperator.Custom);
    /// <summary>Set while the question is what the newest runtime would say.</summary>
    public bool IsRuntimeIgnored { get; set; }
    /// <summary>Verdicts of this subgraph's operators behind this one: operators are judged from the last to the first.</summary>
    public OperatorVerdict?[] Verdicts
    {
        get
        {
            LooksAround = true;
            return verdicts;
        }
    }
    /// <summary>Which of Vela's sets of rules is asked, see <see cref="NpuPredicate"/>.</summary>
    public string NpuRules => npuRules ??= NpuPredicate.Of(Selection);

    public SubgraphUses Uses
    {
        get
        {
            LooksAround = true;
            return uses ??= new(subgraph);
        }
    }

    /// <summary>Index of the first operator whose output size is known only at run time, -1 when there is none.</summary>
    /// <remarks>Looks at the whole subgraph, but whoever keeps verdicts need not: <see cref="KnownFirstDynamicOperator"/> says what they hang on.</remarks>
    public int FirstDynamicOperator
    {
        get
        {
            if (firstDynamic is { } known) return known;
            var looksAround = LooksAround;
            firstDynamic = StaticShapesPredicate.Find(this);
            LooksAround = looksAround;
            return firstDynamic.Value;
        }
    }

    /// <summary>The same, null when no rule has asked for it in this subgraph.</summary>
    public int? KnownFirstDynamicOperator => firstDynamic;

    public void Enter(Subgraph entered, OperatorVerdict?[] judged) => (subgraph, verdicts, uses, firstDynamic) = (entered, judged, null, null);

    public void Enter(Operator @operator, OperatorCode code) => (Operator, Code, LooksAround) = (@operator, code, false);

    /// <summary>The code of an operator; a code that the file does not have reads as an unnamed custom operator.</summary>
    public OperatorCode CodeOf(Operator @operator) => @operator.OpcodeIndex < (uint)model.OperatorCodes.Length ? model.OperatorCodes[(int)@operator.OpcodeIndex] : new(BuiltinOperator.Custom);

    /// <summary>Asks another target's table about the same operator, with the options that both targets have.</summary>
    public SupportVerdict As(string targetId, Func<OperatorContext, SupportVerdict> judge)
    {
        var asked = Selection;
        if (others is null || !others.TryGetValue(targetId, out var other)) (others ??= new(StringComparer.Ordinal))[targetId] = other = asked.As(targetId);
        Selection = other;
        try
        {
            return judge(this);
        }
        finally
        {
            Selection = asked;
        }
    }

    public OperandEnumerator Each(ImmutableArray<Operand> operands) => new(this, operands);

    public ImmutableArray<int> Side(bool isOutput) => isOutput ? Operator.Outputs : Operator.Inputs;

    /// <summary>The first tensor of an operand, null when the operator does not have it.</summary>
    public Tensor? Tensor(Operand operand)
    {
        var side = Side(operand.IsOutput);
        return operand.Index < side.Length ? TensorAt(side[operand.Index]) : null;
    }

    public Tensor? TensorAt(int index) => (uint)index < (uint)subgraph.Tensors.Length ? subgraph.Tensors[index] : null;

    public ByteRange Data(Tensor tensor) => tensor.Buffer > 0 && tensor.Buffer < (uint)model.Buffers.Length ? model.Buffers[(int)tensor.Buffer].Data : default;

    public bool IsConstant(Tensor tensor) => tensor.ExternalBuffer != 0 || Data(tensor).Length > 0;

    /// <summary>The values of a small constant of integers; false when it is no constant, is not yet computed or holds something else.</summary>
    public bool TryReadIntegers(Tensor tensor, out ImmutableArray<long> values)
    {
        values = [];
        var data = Data(tensor);
        var size = tensor.Type switch { TensorType.Int32 => 4, TensorType.Int64 => 8, _ => 0 };
        if (size == 0 || data.Length == 0 || data.Length > LargestParameter || data.Source is PlannedByteSource) return false;
        var bytes = data.ToMemory().Span;
        var result = ImmutableArray.CreateBuilder<long>(bytes.Length / size);
        for (var at = 0; at + size <= bytes.Length; at += size)
            result.Add(size == 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]));
        values = result.ToImmutable();
        return true;
    }

    /// <summary>A field of the operator's options; null when the file has no options or the options no such field.</summary>
    public object? Option(string name) => Operator.Options is { } options && options.Schema.IndexOf(name) >= 0 ? options[name] : null;
}

/// <summary>A tensor in its role. <paramref name="Position"/> counts among the inputs or outputs.</summary>
internal readonly record struct OperandTensor(Operand Operand, int Position, int TensorIndex, Tensor Tensor)
{
    /// <summary>As messages write it: <c>weights</c>, or <c>inputs[2]</c> for one of many.</summary>
    public string Name => Operand.IsRest ? $"{Operand.Name}[{Position - Operand.Index}]" : Operand.Name;
}

/// <summary>Walks over the tensors that operands stand for, leaving out what the operator does not have.</summary>
internal struct OperandEnumerator(OperatorContext context, ImmutableArray<Operand> operands)
{
    private int operandIndex;
    private int offset;

    public OperandTensor Current { get; private set; }

    public readonly OperandEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (operandIndex < operands.Length)
        {
            var operand = operands[operandIndex];
            var side = context.Side(operand.IsOutput);
            var position = operand.Index + offset;
            if (position >= side.Length || (!operand.IsRest && offset > 0))
            {
                operandIndex++;
                offset = 0;
                continue;
            }
            offset++;
            if (context.TensorAt(side[position]) is not { } tensor) continue;
            Current = new(operand, position, side[position], tensor);
            return true;
        }
        return false;
    }
}
