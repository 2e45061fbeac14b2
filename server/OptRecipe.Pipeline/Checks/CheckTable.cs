using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Pipeline.Checks;

/// <summary>Every check that needs the model, targets or other files.</summary>
internal static class CheckTable
{
    public static PipelineCheck[] All { get; } =
    [
        ModelFileCheck.Check,
        ModelFactsCheck.Check,
        InputShapesCheck.Check,
        OwnTargetCheck.Check,
        TargetCheck.Check,
        RefusedAfterStepCheck.Check,
        RequiredCoverageCheck.Check,
        StoppedPlanCheck.Check,
        SelectorCheck.Check,
        RuleUseCheck.Check,
        WeightFormCheck.Check,
        BorderCheck.Check,
        UnsupportedOperatorsCheck.Check,
        RangesCheck.Check,
        RepairCheck.Check,
        IntegerOnlyCheck.Check,
        IdleStepCheck.Check,
        AlreadyQuantizedCheck.Check,
        BudgetCheck.Check,
        AccuracyBudgetCheck.Check,
        MetricCheck.Check,
        DataSetCheck.Check,
        DataQualityCheck.Check,
        OutputPathCheck.Check,
        OutputSizeCheck.Check,
    ];

    public static DiagnosticDescriptor[] Descriptors { get; } =
    [
        .. ModelFileCheck.Descriptors, .. ModelFactsCheck.Descriptors, InputShapesCheck.Descriptor, OwnTargetCheck.Unusable, OwnTargetCheck.Option, TargetCheck.Coverage, TargetCheck.FallsBack, TargetCheck.Refused, RefusedAfterStepCheck.Descriptor, RequiredCoverageCheck.Descriptor,
        StoppedPlanCheck.Descriptor, .. SelectorCheck.Descriptors, RuleUseCheck.Descriptor, WeightFormCheck.Descriptor, .. BorderCheck.Descriptors,
        UnsupportedOperatorsCheck.Descriptor, RangesCheck.NoSource, RangesCheck.Unfit, .. RepairCheck.Descriptors, IntegerOnlyCheck.Descriptor, IdleStepCheck.Descriptor, AlreadyQuantizedCheck.Descriptor, BudgetCheck.Descriptor, AccuracyBudgetCheck.Descriptor, MetricCheck.Descriptor,
        .. OutputPathCheck.Descriptors, OutputSizeCheck.Descriptor,
        .. DataSetCheck.Descriptors, .. DataQualityCheck.Descriptors,
    ];
}
