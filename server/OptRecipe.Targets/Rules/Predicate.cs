using System.Collections.Immutable;

namespace OptRecipe.Targets.Rules;

/// <summary>What a predicate says about an operator. <see cref="Unknown"/>: nothing is known for the runtime that is asked about.</summary>
internal enum Truth { Fails, Unknown, Holds }

/// <summary>One condition of a table, bound to the operands of one operator. Values that a plan has not computed yet count as fitting. Thread-safe.</summary>
internal abstract class Predicate
{
    public abstract Truth Test(OperatorContext context);

    /// <summary>What the operator has where the predicate fails: "weights rank 3".</summary>
    public abstract string Found(OperatorContext context);

    protected static Truth From(bool holds) => holds ? Truth.Holds : Truth.Fails;
}

/// <summary>All of several predicates hold.</summary>
internal sealed class AllOf(ImmutableArray<Predicate> predicates) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        var result = Truth.Holds;
        foreach (var predicate in predicates)
        {
            var truth = predicate.Test(context);
            if (truth == Truth.Fails) return Truth.Fails;
            if (truth < result) result = truth;
        }
        return result;
    }

    public override string Found(OperatorContext context) => predicates.FirstOrDefault(predicate => predicate.Test(context) != Truth.Holds)?.Found(context) ?? "";
}

/// <summary>One of several predicates holds.</summary>
internal sealed class AnyOf(ImmutableArray<Predicate> predicates) : Predicate
{
    public override Truth Test(OperatorContext context)
    {
        var result = Truth.Fails;
        foreach (var predicate in predicates)
        {
            var truth = predicate.Test(context);
            if (truth == Truth.Holds) return Truth.Holds;
            if (truth > result) result = truth;
        }
        return result;
    }

    public override string Found(OperatorContext context) => predicates.Length == 0 ? "" : predicates[0].Found(context);
}

/// <summary>A predicate does not hold.</summary>
internal sealed class Not(Predicate predicate) : Predicate
{
    public override Truth Test(OperatorContext context) => predicate.Test(context) switch { Truth.Holds => Truth.Fails, Truth.Fails => Truth.Holds, _ => Truth.Unknown };

    public override string Found(OperatorContext context) => predicate.Found(context);
}

/// <summary>A condition on each tensor of some operands; operands that the operator does not have fit.</summary>
internal abstract class OperandPredicate(ImmutableArray<Operand> operands) : Predicate
{
    protected abstract bool Holds(OperatorContext context, OperandTensor operand);

    /// <summary>What this tensor has, behind its name: "rank 3".</summary>
    protected abstract string Describe(OperatorContext context, OperandTensor operand);

    public sealed override Truth Test(OperatorContext context)
    {
        foreach (var operand in context.Each(operands))
            if (!Holds(context, operand)) return Truth.Fails;
        return Truth.Holds;
    }

    public sealed override string Found(OperatorContext context)
    {
        foreach (var operand in context.Each(operands))
            if (!Holds(context, operand)) return $"{operand.Name} {Describe(context, operand)}";
        foreach (var operand in context.Each(operands)) return $"{operand.Name} {Describe(context, operand)}";
        return "";
    }
}
