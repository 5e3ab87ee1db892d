using System.Text.Json;
using Tensorflow.Keras.Optimizers;
using TfNet.Goldens;

namespace TfNet.Keras.Tests.Optimizers;

public class ScheduleTests
{
    private static readonly Lazy<Npz> s_arrays = new(() => Npz.Load(GoldenFolder.Path("optimizers", "schedules.npz")));

    public static TheoryData<string> Names => GoldenValues.CaseNames("optimizers", "schedules");

    [Fact]
    public void All_cases_are_there() => Assert.Equal(17, GoldenValues.Cases("optimizers", "schedules").Count());

    // The goldens are float32 results; ours are double: their own distance from double is at most 1.1e-8.
    [Theory]
    [MemberData(nameof(Names))]
    public void Follows_keras(string name)
    {
        JsonElement c = GoldenValues.Case("optimizers", "schedules", name);
        LearningRateSchedule schedule = LearningRateSchedule.Deserialize(
            c.GetProperty("class").GetString()!.Split('.')[^1], GoldenValues.Config(c.GetProperty("args")));
        string key = s_arrays.Value.Arrays.Keys.First(k => k.StartsWith(name + "/", StringComparison.Ordinal)
            && s_arrays.Value[k].Count == 51);
        GoldenValues.Close(name, s_arrays.Value[key].ToDouble(), [.. Enumerable.Range(0, 51).Select(s => schedule.Call(s))], 1e-6, 2e-8);
        Assert.Equal(GoldenValues.Normal(c.GetProperty("get_config")), GoldenValues.Text(schedule.get_config()));
    }

    [Fact]
    public void A_cosine_function_gives_the_notes_rates()
    {
        var schedule = new LambdaSchedule(e => 0.001 * ((1 + Math.Cos(Math.PI * e / 10)) / 2 * (1 - 0.01) + 0.01));
        double[] expected = [.001, .000975773, .000905463, .000795954, .000657963, .000505, .000352037, .000214046, .000104537, .000034227];
        GoldenValues.Close("cosine", expected, [.. Enumerable.Range(0, 10).Select(e => schedule.Call(e))], 0, 5e-10);
    }
}
