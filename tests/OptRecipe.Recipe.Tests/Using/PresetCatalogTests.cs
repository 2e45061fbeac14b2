using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Recipe.Tests.Using;

/// <summary>The presets as files; what they do to models is tested with the pipeline.</summary>
public sealed class PresetCatalogTests
{
    public static TheoryData<string> Names => [.. PresetCatalog.All.Select(preset => preset.Name)];

    [Fact]
    public void The_presets_are_those_of_the_language() =>
        Assert.Equal(["mobile-int8", "mobile-gpu-fp16", "mcu-int8", "edge-tpu", "ethos-u", "hexagon", "web", "server", "tensorrt", "openvino"], PresetCatalog.All.Select(preset => preset.Name));

    [Theory, MemberData(nameof(Names))]
    public void A_preset_has_no_diagnostics_and_says_what_the_catalog_says(string name)
    {
        var preset = PresetCatalog.Find(name)!;
        var document = RecipeDocument.Read(preset.Text, RecipeRole.Preset);
        Assert.Empty(document.Publish([], isComplete: true).Select(diagnostic => diagnostic.Message));
        Assert.Equal((preset.Name, preset.Description), (document.Recipe.Name, document.Recipe.Description));
        Assert.NotEmpty(document.Recipe.Targets);
        Assert.All(document.Recipe.Steps, step => Assert.True(step.IsAvailable));
        Assert.Empty(document.Recipe.Uses);
    }

    [Fact]
    public void Every_file_of_the_folder_is_in_the_catalog() => Assert.Equal(
        PresetCatalog.All.Select(preset => preset.FileName).Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Repository.Root, "server", "OptRecipe.Recipe", "Presets"), "*.yaml").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_keys_of_the_language_offer_the_presets_with_their_descriptions()
    {
        var use = Assert.IsType<ScalarType>(Assert.IsType<ListType>(RecipeSchema.Root.Find("use")!.Type).Item);
        Assert.Equal(PresetCatalog.All.Select(preset => (preset.Name, preset.Description)), use.Values.Select(value => (value.Name, value.Description)));
    }

    [Theory]
    [InlineData("board.preset.optrecipe.yaml", true)]
    [InlineData("/a/Board.PRESET.optrecipe.yml", true)]
    [InlineData("preset.optrecipe.yaml", false)]
    public void A_users_own_preset_is_known_by_its_name(string path, bool isPreset) => Assert.Equal(isPreset, PresetCatalog.IsFile(path));
}
