using System.Collections.Immutable;
using OptRecipe.Targets.Tables;

namespace OptRecipe.Targets.Rules;

/// <summary>What stands behind a predicate's name in a table.</summary>
internal sealed record PredicateArgument(string Key, TableNode Node, Operands Operands)
{
    public ImmutableArray<Operand> Find(string name) => Operands.Find(name) ?? throw new TableFormatException(Node.Line, $"`{Key}`: there is no operand `{name}`");

    /// <summary>One operand by name; throws when the operator does not have it.</summary>
    public Operand Operand(string name) => Find(name) is [var one] ? one : throw new TableFormatException(Node.Line, $"`{Key}`: `{name}` is not one operand");

    /// <summary>Reads <c>{input: 4, weights: 4}</c> (operand and value) or <c>[weights, bias]</c> (operands alone).</summary>
    public Predicate ForEach(Func<ImmutableArray<Operand>, TableNode, Predicate> create)
    {
        var predicates = Node.Kind == TableNodeKind.Map
            ? Node.Fields.Select(field => create(Find(field.Key), field.Value)).ToImmutableArray()
            : Node.AsList().Select(node => create(Find(node.Text), node)).ToImmutableArray();
        return predicates.Length == 1 ? predicates[0] : new AllOf(predicates);
    }

    /// <summary>Reads <c>[input, output]</c>: every tensor of the first is compared with those of each other.</summary>
    public Predicate Pairwise(Func<Operand, ImmutableArray<Operand>, Predicate> create)
    {
        var names = Node.AsList();
        if (names.Count < 2) throw new TableFormatException(Node.Line, $"`{Key}` compares at least two operands");
        var first = Find(names[0].Text)[0];
        return create(first, [.. names.Skip(1).SelectMany(name => Find(name.Text))]);
    }
}
