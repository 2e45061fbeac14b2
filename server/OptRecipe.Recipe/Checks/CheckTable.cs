using System.Collections.Immutable;
using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Checks;

/// <summary>Every check that needs only the recipe, and every diagnostic they give.</summary>
public static class CheckTable
{
    /// <summary>All descriptors of this project; a page describes each.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
    [
        .. SyntaxCheck.Descriptors,
        AliasCheck.UnknownAlias, AliasCheck.TooManyAliases, AliasCheck.WrongMerge, DuplicateKeyCheck.Descriptor, SeveralKindsCheck.Descriptor,
        UnknownKeyCheck.Descriptor, MissingKeyCheck.Descriptor, WrongKindCheck.Descriptor, UnknownValueCheck.Descriptor, MissingUnitCheck.Descriptor,
        NumberCheck.Descriptor, NumberCheck.OutOfRange, EmptyRecipeCheck.Descriptor, AvailabilityCheck.Descriptor, LegacyNameCheck.Descriptor,
        UnknownValueCheck.UnknownVersion, UnknownTargetCheck.Descriptor, RuntimeCheck.Descriptor, DuplicateTargetCheck.Descriptor, AssumedDeviceCheck.Descriptor, OutputCheck.Overwrites, OutputCheck.WrongExtension,
        PathCheck.Descriptor, QuantizedTwiceCheck.Descriptor, NothingPrunedCheck.Descriptor, SelectorWordCheck.UnknownOperator, SelectorWordCheck.WrongRange,
        QuantizeFieldsCheck.NoEffect, QuantizeFieldsCheck.Combination,
        VariantStepCheck.NoStep, VariantStepCheck.Ambiguous, VariantTableCheck.TooMany, VariantTableCheck.NoEffect,
        UseCheck.UnknownPreset, UseCheck.ForeignSection, UseCheck.CannotUse, UseCheck.UsesItself, UseCheck.Mistaken,
        TargetFileCheck.Descriptor, BudgetTargetCheck.Descriptor,
        Suppressions.Unused, Suppressions.WithoutCode, Suppressions.TooMany,
    ];

    private static readonly ImmutableArray<Action<CheckContext>> Checks =
    [
        AliasCheck.Run, SchemaCheck.Run, UseCheck.Run, DuplicateTargetCheck.Run, AssumedDeviceCheck.Run, OutputCheck.Run, PathCheck.Run, QuantizedTwiceCheck.Run, NothingPrunedCheck.Run, QuantizeFieldsCheck.Run, BudgetTargetCheck.Run,
        VariantStepCheck.Run, VariantTableCheck.Run,
    ];

    internal static ImmutableArray<Diagnostic> Run(CheckContext context, bool isReadable)
    {
        SyntaxCheck.Run(context);
        if (isReadable) foreach (var check in Checks) check(context);
        return context.Found();
    }
}
