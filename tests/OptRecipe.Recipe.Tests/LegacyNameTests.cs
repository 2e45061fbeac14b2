using OptRecipe.Recipe.Diagnostics;

namespace OptRecipe.Recipe.Tests;

/// <summary>Names of TensorFlow Lite's converter and of the Model Optimization Toolkit: recipe-language.md's list, facts/quantization.md 1.2, facts/pruning-clustering-qat.md 1 and 3.</summary>
public sealed class LegacyNameTests
{
    private const string Head = "recipe: 1\nmodel: m.tflite\n";

    private static Diagnostic CheckOne(string text)
    {
        var found = RecipeDocument.Read(Head + text + "\n").Publish([], isComplete: true);
        var diagnostic = Assert.Single(found);
        Assert.Equal("OR1111", diagnostic.Descriptor.Code);
        Assert.NotEmpty(diagnostic.Fixes);
        return diagnostic;
    }

    [Theory]
    [InlineData("optimizations: [DEFAULT]")]
    [InlineData("optimizations: [tf.lite.Optimize.EXPERIMENTAL_SPARSITY]")]
    [InlineData("optimizations: [OPTIMIZE_FOR_SIZE]")]
    [InlineData("optimizations:\n  - OPTIMIZE_FOR_LATENCY")]
    [InlineData("representative_dataset: data/*.npy")]
    [InlineData("target_spec: {supported_ops: [TFLITE_BUILTINS_INT8]}")]
    [InlineData("supported_ops: TFLITE_BUILTINS_INT8")]
    [InlineData("supported_ops: [EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8]")]
    [InlineData("supported_ops: [SELECT_TF_OPS]")]
    [InlineData("supported_types: [tf.float16]")]
    [InlineData("inference_input_type: int8")]
    [InlineData("inference_output_type: int8")]
    [InlineData("inference_type: QUANTIZED_UINT8")]
    [InlineData("quantized_input_stats: {input: [127.5, 127.5]}")]
    [InlineData("default_ranges_stats: [0, 6]")]
    [InlineData("post_training_quantize: true")]
    [InlineData("target_ops: [TFLITE_BUILTINS]")]
    [InlineData("reorder_across_fake_quant: true")]
    [InlineData("change_concat_input_ranges: true")]
    [InlineData("quantize_weights: true")]
    [InlineData("quantize_to_float16: true")]
    [InlineData("allow_custom_ops: true")]
    [InlineData("experimental_new_converter: true")]
    [InlineData("experimental_new_quantizer: true")]
    [InlineData("steps: [prune: {final_sparsity: 50 %}]")]
    [InlineData("steps: [prune: {target_sparsity: 50 %}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, initial_sparsity: 0}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, begin_step: 0}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, end_step: 1000}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, frequency: 100}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, power: 3}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, pruning_schedule: PolynomialDecay}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, block_size: [1, 4]}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, block_pooling_type: AVG}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, sparsity_m_by_n: [2, 4]}]")]
    [InlineData("steps: [prune: {sparsity: 50 %, pruning_policy: PruneForLatencyOnXNNPack}]")]
    [InlineData("steps: [prune_low_magnitude: {sparsity: 50 %}]")]
    [InlineData("steps: [cluster_weights: {clusters: 16}]")]
    [InlineData("steps: [quantize_model]")]
    [InlineData("steps: [quantize_annotate_layer]")]
    [InlineData("steps: [quantize_apply: int8]")]
    [InlineData("steps: [strip_pruning]")]
    [InlineData("steps: [strip_clustering]")]
    [InlineData("steps: [UpdatePruningStep]")]
    [InlineData("steps: [PolynomialDecay: {power: 3}]")]
    [InlineData("steps: [ConstantSparsity: {target_sparsity: 50 %}]")]
    [InlineData("steps: [PruneForLatencyOnXNNPack]")]
    [InlineData("steps: [quantize: DEFAULT]")]
    [InlineData("steps: [quantize: OPTIMIZE_FOR_SIZE]")]
    [InlineData("steps: [quantize: {scheme: OPTIMIZE_FOR_LATENCY}]")]
    [InlineData("steps: [quantize: drq]")]
    [InlineData("steps: [quantize: dynamic-range]")]
    [InlineData("steps: [quantize: fp16]")]
    [InlineData("steps: [quantize: tf.int8]")]
    [InlineData("steps: [quantize: 16x8]")]
    [InlineData("steps: [quantize: TFLITE_BUILTINS_INT8]")]
    public void A_name_of_another_tool_is_one_diagnostic_and_every_fix_makes_it_go(string text)
    {
        foreach (var fix in CheckOne(text).Fixes)
        {
            var after = RecipeDocument.Read(RecipeDocument.Read(Head + text + "\n").Text.WithEdits(fix.Edits));
            Assert.Empty(after.Tree.Problems);
            Assert.DoesNotContain(after.Publish([], true), diagnostic => diagnostic.Descriptor.Code == "OR1111");
        }
    }

    [Fact]
    public void Optimize_for_size_has_what_it_once_meant_and_what_it_means_today()
    {
        foreach (var text in new[] { "optimizations: [OPTIMIZE_FOR_SIZE]", "steps: [quantize: OPTIMIZE_FOR_SIZE]" })
        {
            var fixes = CheckOne(text).Fixes;
            Assert.Equal(2, fixes.Length);
            Assert.Contains("dynamic", fixes[0].Edits[^1].NewText);
            Assert.Contains("int8", fixes[1].Edits[^1].NewText);
            Assert.Contains("today's converter", fixes[1].Title);
            // Neither reading is surely meant.
            Assert.All(fixes, fix => Assert.Equal(FixSafety.Unsafe, fix.Safety));
        }
    }

    [Fact]
    public void Default_is_said_neither_to_prune_nor_to_cluster()
    {
        foreach (var text in new[] { "optimizations: [DEFAULT]", "steps: [quantize: DEFAULT]" })
            Assert.Contains("neither prunes nor clusters", CheckOne(text).Message);
    }
}
