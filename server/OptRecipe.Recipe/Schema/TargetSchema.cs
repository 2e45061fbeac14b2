using System.Collections.Immutable;
using OptRecipe.Targets;
using static OptRecipe.Recipe.Schema.Availability;
using static OptRecipe.Recipe.Schema.SchemaParts;

namespace OptRecipe.Recipe.Schema;

/// <summary>The targets, as their own tables name them.</summary>
internal static class TargetSchema
{
    /// <summary>The kinds of targets: those that can be judged, those that cannot yet, and groups of them.</summary>
    internal static MappingType Kinds { get; } = new([.. TargetCatalog.Targets.Select(Target), .. TargetCatalog.Groups.Select(Group)]);

    private static SchemaKey Target(TargetDescription target)
    {
        var options = target.ShortFormOf is { } id && TargetCatalog.Find(id) is { } whole ? whole.Options.Concat(target.Options).DistinctBy(option => option.Name) : target.Options;
        return Key(target.Id, new MappingType([.. options.Select(Option)]), $"**{target.Title}.** {target.Description}{(target.IsAvailable ? $" Rules {target.Judgement}." : "")}", target.IsAvailable ? Available : Ignored);
    }

    private static SchemaKey Group(TargetGroup group)
    {
        var members = group.Members.Select(TargetCatalog.Find).OfType<TargetDescription>().ToArray();
        var options = members.SelectMany(member => member.Options).DistinctBy(option => option.Name).Select(Option);
        var someAvailable = members.Any(member => member.IsAvailable);
        return Key(group.Id, new MappingType([.. options]), $"{group.Description}. Stands for `{string.Join("`, `", group.Members)}`.", someAvailable ? Available : Ignored);
    }

    private static SchemaKey Option(TargetOption option) =>
        Key(option.Name, OptionType(option), option.Description + ".", @default: option.Default);

    private static ScalarType OptionType(TargetOption option) => option.Kind switch
    {
        TargetOptionKind.Runtime => Scalar(ScalarKind.Runtime) with { Examples = option.Allowed },
        TargetOptionKind.Choice => Choice([.. option.Allowed.Select(value => Value(value, ""))]),
        TargetOptionKind.Count => Integer with { Examples = option.Allowed },
        TargetOptionKind.Bytes => Size with { Examples = option.Allowed },
        TargetOptionKind.Fraction => Fraction with { Examples = option.Allowed },
        TargetOptionKind.Flag => Flag,
        _ => AnyText with { Examples = option.Allowed },
    };
}
