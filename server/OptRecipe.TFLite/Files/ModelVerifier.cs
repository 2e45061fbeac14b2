using System.Collections.Immutable;
using OptRecipe.TFLite.Files.Verification;

namespace OptRecipe.TFLite.Files;

/// <summary>Checks what the format demands of a model beyond being readable: a legal <c>.tflite</c>. Reads the data of sparse tensors' indices only, never weights;
/// so planned models can be checked too.</summary>
public static class ModelVerifier
{
    /// <summary>All violations, in the order of the file; empty for a legal model.</summary>
    public static ImmutableArray<Violation> Verify(Model model, CancellationToken cancellation = default)
    {
        var found = new ViolationList(model);
        ModelChecks.Check(found);
        for (var index = 0; index < model.Subgraphs.Length; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            TensorChecks.Check(found, index);
            OperatorChecks.Check(found, index);
            GraphChecks.Check(found, index);
        }
        return found.ToImmutable();
    }

    /// <summary>The first violation that makes the graph no graph: indices that lead nowhere, operators in the wrong order, two producers. Whoever follows the model's indices
    /// needs it to be null; lesser irregularities are no reason not to show a model.</summary>
    public static Violation? Unsoundness(Model model) => Verify(model).FirstOrDefault(violation => violation.Severity == ViolationSeverity.Error && IsOfGraph(violation.Kind));

    /// <summary>The first violation under which a model cannot be edited: an <see cref="Unsoundness"/>, an end that is no tensor, or a constant that an operator writes.</summary>
    public static Violation? Obstacle(Model model) => Verify(model).FirstOrDefault(violation => IsOfGraph(violation.Kind) || violation.Kind == ViolationKind.WritesConstant);

    private static bool IsOfGraph(ViolationKind kind) => kind is ViolationKind.BufferIndex or ViolationKind.TensorIndex or ViolationKind.OperatorCodeIndex or ViolationKind.SubgraphIndex
        or ViolationKind.Order or ViolationKind.TwoProducers;
}
