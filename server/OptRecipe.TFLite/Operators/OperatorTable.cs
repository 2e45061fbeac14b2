using System.Collections.Immutable;

namespace OptRecipe.TFLite.Operators;

/// <summary>What an operand is for. Coefficients: small constant vectors of recurrent operators (peepholes, layer norms). Parameter: integers that say shapes, axes or
/// indices, never quantized. State: what an operator remembers between invocations.</summary>
public enum OperandRole { Input, Weights, Coefficients, Bias, Parameter, State }

/// <summary>What is known about a builtin operator whatever model it stands in.</summary>
/// <param name="Options">Name of its row in <see cref="OptionsTable"/>, null when it has none.</param>
/// <param name="WeightsDimension">The dimension of the weights that has one scale an index when they are quantized per channel, −1 where there is none.</param>
public sealed record OperatorRow(BuiltinOperator Operator, string? Options, ImmutableArray<OperandRole> Operands, bool RepeatsLast, int WeightsDimension)
{
    /// <summary>The role of the operand at a position; <see cref="OperandRole.Input"/> beyond those that the operator has.</summary>
    public OperandRole Role(int inputIndex) =>
        inputIndex < Operands.Length ? Operands[inputIndex] : RepeatsLast && Operands.Length > 0 ? Operands[^1] : OperandRole.Input;

    /// <summary>Position of the first operand with a role, −1 when there is none.</summary>
    public int IndexOf(OperandRole role) => Operands.IndexOf(role);
}

/// <summary>The builtin operators: the one table that planner, passes, targets and hovers read.</summary>
public static partial class OperatorTable
{
    /// <summary>The row of an operator, null for custom ones and for those that the table does not know.</summary>
    public static OperatorRow? Find(BuiltinOperator op)
    {
        // The rows stand in the order of the operators' numbers.
        var index = (int)op;
        return op == BuiltinOperator.Custom || index < 0 || index >= Rows.Length ? null : Parsed.Operators[index] ??= Parse(Rows[index]);
    }

    /// <summary>The row of an operator in a model; an LSTM of the basic kernel has other operands than the full one.</summary>
    public static OperatorRow? Find(Model model, Operator op)
    {
        if (op.OpcodeIndex >= model.OperatorCodes.Length) return null;
        var builtin = model.OperatorCodes[(int)op.OpcodeIndex].Builtin;
        return builtin == BuiltinOperator.Lstm && op.Options is { Schema.Name: "LSTMOptions" } options && options.Int32("kernel_type") == (int)LSTMKernelType.Basic
            ? Parsed.BasicLstm : Find(builtin);
    }

    private static OperatorRow Parse((BuiltinOperator Operator, string? Options, string Operands, int WeightsDimension) row)
    {
        var letters = row.Operands.Split(' ');
        return new(row.Operator, row.Options, [.. letters.Select(letter => RoleOf(letter[0]))], letters[^1].EndsWith('*'), row.WeightsDimension);
    }

    /// <summary>Rows are parsed when they are first asked for.</summary>
    private static class Parsed
    {
        internal static readonly OperatorRow?[] Operators = new OperatorRow?[Rows.Length];
        internal static readonly OperatorRow BasicLstm = Parse((BuiltinOperator.Lstm, "LSTMOptions", "i s w b s", 0));
    }

    private static OperandRole RoleOf(char letter) => letter switch
    {
        'w' => OperandRole.Weights,
        'c' => OperandRole.Coefficients,
        'b' => OperandRole.Bias,
        'p' => OperandRole.Parameter,
        's' => OperandRole.State,
        _ => OperandRole.Input,
    };
}
