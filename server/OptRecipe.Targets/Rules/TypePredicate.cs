using System.Collections.Immutable;
using OptRecipe.TFLite;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>Element types, and whether an operand may be missing (<c>none</c>).</summary>
internal readonly record struct TypeSet(uint Types, bool AllowsNone)
{
    private const uint Any = 0x7FFF_FFFF;

    public bool Contains(TensorType type) => (Types >> Math.Min((int)type, 31) & 1) != 0;

    public bool IsAny => Types == Any;

    public static TypeSet Read(TableNode node)
    {
        var types = 0u;
        var allowsNone = false;
        foreach (var item in node.AsList())
        {
            if (item.Text == "none") allowsNone = true;
            else if (item.Text == "any") types = Any;
            else if (item.Text is ['-', .. var without] && TensorTypeNames.TryParse(without.ToUpperInvariant(), out var excluded)) types &= ~(1u << (int)excluded);
            else if (TensorTypeNames.TryParse(item.Text.ToUpperInvariant(), out var type)) types |= 1u << (int)type;
            else throw new TableFormatException(item.Line, $"`{item.Text}` is no type");
        }
        return new(types, allowsNone);
    }

    public override string ToString()
    {
        if (IsAny) return "any type";
        var names = new List<string>();
        for (var index = 0; index < TensorTypeNames.All.Length; index++)
            if ((Types >> index & 1) != 0) names.Add(TensorTypeNames.All[index]);
        return names.Count > 8 ? $"any type but {Sentences.Join([.. TensorTypeNames.All.ToArray().Except(names)], "or")}" : Sentences.Join(names, "or");
    }
}

/// <summary>Every tensor of the operands has one of the types.</summary>
internal sealed class TypePredicate(ImmutableArray<Operand> operands, TypeSet types) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        var any = false;
        foreach (var operand in context.Each(operands))
        {
            if (!types.Contains(operand.Tensor.Type)) return Truth.Fails;
            any = true;
        }
        return From(any || types.AllowsNone || types.IsAny || operands.Length == 0);
    }

    public override string Found(OperatorContext context)
    {
        foreach (var operand in context.Each(operands))
            if (!types.Contains(operand.Tensor.Type)) return $"{operand.Name} {operand.Tensor.Type.Name()}";
        return $"no {operands[0].Name}";
    }
}

/// <summary>Two operands have one type.</summary>
internal sealed class SameTypePredicate(Operand first, ImmutableArray<Operand> others) : OperandPredicate(others)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => context.Tensor(first) is not { } tensor || tensor.Type == operand.Tensor.Type;

    protected override string Describe(OperatorContext context, OperandTensor operand) => $"{operand.Tensor.Type.Name()}, {first.Name} {context.Tensor(first)?.Type.Name()}";
}

/// <summary>Every tensor that is there has one of the types; operands that the operator does not have fit, and so do constants where <paramref name="isRunTimeOnly"/>.</summary>
internal sealed class OneOfTypesPredicate(ImmutableArray<Operand> operands, TypeSet types, bool isRunTimeOnly) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => types.Contains(operand.Tensor.Type) || (isRunTimeOnly && context.IsConstant(operand.Tensor));

    protected override string Describe(OperatorContext context, OperandTensor operand) => operand.Tensor.Type.Name();
}

/// <summary>Inputs and outputs of the model (of its first subgraph) have one of the types; tensors between operators fit.</summary>
internal sealed class GraphTypesPredicate(ImmutableArray<Operand> operands, TypeSet types) : OperandPredicate(operands)
{
    protected override bool Holds(OperatorContext context, OperandTensor operand) => types.Contains(operand.Tensor.Type) || !ReferenceEquals(context.Subgraph, context.Model.Subgraphs[0])
        || !(context.Subgraph.Inputs.Contains(operand.TensorIndex) || context.Subgraph.Outputs.Contains(operand.TensorIndex));

    protected override string Describe(OperatorContext context, OperandTensor operand) =>
        $"{operand.Tensor.Type.Name()}, {(context.Subgraph.Inputs.Contains(operand.TensorIndex) ? "an input" : "an output")} of the model";
}
