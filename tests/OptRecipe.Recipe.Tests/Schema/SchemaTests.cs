using System.Text.Json;
using OptRecipe.Recipe.Schema;

namespace OptRecipe.Recipe.Tests.Schema;

public sealed class SchemaTests
{
    [Fact]
    public void The_committed_schema_of_target_tables_is_what_the_keys_write() =>
        Repository.CheckFile(Path.Combine(Repository.Root, "schemas", "target.schema.json"), TargetSchemaWriter.Write());

    [Fact]
    public void The_written_schema_is_the_table() =>
        Repository.CheckFile(Path.Combine(Repository.Root, "schemas", "optrecipe.schema.json"), JsonSchemaWriter.Write());

    [Fact]
    public void The_schema_is_valid_json_with_every_top_level_key()
    {
        using var json = JsonDocument.Parse(JsonSchemaWriter.Write());
        Assert.Equal(RecipeSchema.Root.Keys.Select(key => key.Name), json.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal(["recipe", "model"], json.RootElement.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void Every_key_says_what_it_is()
    {
        Check(RecipeSchema.Root, 0);

        static void Check(SchemaType type, int depth)
        {
            if (depth > 12) return;
            if (type is MappingType mapping)
                foreach (var key in mapping.Keys)
                {
                    Assert.False(string.IsNullOrWhiteSpace(key.Description), key.Name);
                    Assert.True(key.Description.EndsWith('.') || key.Description.EndsWith('`'), $"{key.Name}: {key.Description}");
                    Assert.Matches("^[a-z0-9_-]+$", key.Name);
                    Check(key.Type, depth + 1);
                }
            else if (type is NamedType named) Check(named.Type, depth + 4);
            else if (type is ListType list) Check(list.Item, depth + 1);
            else if (type is KindType kind) Check(kind.Kinds, depth + 1);
            else if (type is EitherType either) foreach (var alternative in either.Alternatives) Check(alternative, depth + 1);
        }
    }
}
