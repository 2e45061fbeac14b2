using OptRecipe.Engine.Arena;

namespace OptRecipe.Engine.Tests.Arena;

public sealed class ArenaPlannerTests
{
    [Fact]
    public void Nothing_needs_nothing() => Assert.Equal(0, ArenaPlanner.Plan([]).ByteCount);

    [Fact]
    public void Buffers_that_never_live_together_share_their_place() =>
        Check([new(100, 0, 1), new(50, 2, 3), new(100, 4, 5)], expectedBytes: 128);

    [Fact]
    public void A_chain_needs_its_two_largest_neighbours() =>
        Check([new(64, 0, 1), new(128, 1, 2), new(256, 2, 3), new(64, 3, 4)], expectedBytes: 384);

    [Fact]
    public void An_operator_in_place_adds_nothing()
    {
        ArenaRequest[] requests = [new(128, 0, 1), new(128, 1, 2, Within: 0), new(128, 2, 3, Within: 1)];
        Check(requests, expectedBytes: 128);
        Assert.Equal([0, 0, 0], ArenaPlanner.Plan(requests).Offsets);
    }

    [Fact]
    public void More_buffers_than_a_search_is_good_for_get_places_of_their_own()
    {
        var plan = ArenaPlanner.Plan([.. Enumerable.Range(0, 200_000).Select(index => new ArenaRequest(64, index, index))]);
        Assert.Equal(200_000 * 64, plan.ByteCount);
        Assert.Equal(200_000, plan.Offsets.Distinct().Count());
    }

    [Fact]
    public void What_a_file_has_planned_stays_where_it_is()
    {
        ArenaRequest[] requests = [new(64, 0, 2, FixedOffset: 192), new(64, 0, 2), new(192, 1, 2)];
        Check(requests, expectedBytes: 320);
        Assert.Equal(192, ArenaPlanner.Plan(requests).Offsets[0]);
    }

    /// <summary>By size alone the large late buffers leave gaps that by breadth do not arise, and the other way round: the planner takes the better one.</summary>
    [Fact]
    public void The_better_of_both_orders_is_taken()
    {
        var random = new Random(7);
        var (sizeWins, breadthWins) = (0, 0);
        for (var round = 0; round < 400; round++)
        {
            var requests = Requests(random, 24);
            var (bySize, byBreadth) = (ArenaPlanner.PlanBySize(requests).ByteCount, ArenaPlanner.PlanByBreadth(requests).ByteCount);
            Assert.Equal(Math.Min(bySize, byBreadth), ArenaPlanner.Plan(requests).ByteCount);
            if (bySize < byBreadth) sizeWins++;
            if (byBreadth < bySize) breadthWins++;
        }
        Assert.True(sizeWins > 0 && breadthWins > 0, $"{sizeWins} and {breadthWins}");
    }

    [Fact]
    public void No_plan_lets_two_living_buffers_overlap_or_needs_more_than_all_of_them()
    {
        var random = new Random(8);
        for (var round = 0; round < 500; round++) Check(Requests(random, 1 + random.Next(40)));
    }

    private static ArenaRequest[] Requests(Random random, int count)
    {
        var requests = new ArenaRequest[count];
        for (var index = 0; index < count; index++)
        {
            var first = random.Next(30);
            requests[index] = new(random.Next(2000), first, first + random.Next(6));
        }
        return requests;
    }

    private static void Check(ArenaRequest[] requests, long expectedBytes = -1)
    {
        foreach (var plan in (ArenaPlan[])[ArenaPlanner.PlanBySize(requests), ArenaPlanner.PlanByBreadth(requests)])
        {
            for (var index = 0; index < requests.Length; index++)
            {
                Assert.True(plan.Offsets[index] % ArenaPlanner.Alignment == 0);
                Assert.True(plan.Offsets[index] + requests[index].ByteCount <= plan.ByteCount);
                for (var other = 0; other < index; other++)
                {
                    if (!requests[index].Overlaps(requests[other]) || requests[index].Within >= 0) continue;
                    var (a, b) = (plan.Offsets[index], plan.Offsets[other]);
                    Assert.True(a + requests[index].ByteCount <= b || b + requests[other].ByteCount <= a, $"{requests[index]} at {a} and {requests[other]} at {b}");
                }
            }
            Assert.InRange(plan.ByteCount, 0, requests.Sum(request => (request.ByteCount + 63) / 64 * 64) + requests.Max(request => Math.Max(request.FixedOffset, 0)));
        }
        if (expectedBytes >= 0) Assert.Equal(expectedBytes, ArenaPlanner.Plan(requests).ByteCount);
    }
}
