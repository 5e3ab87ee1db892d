using System.Text.Json;
using TfNet.Goldens;
using TfNet.LibTorch;

namespace TfNet.Tests.Ops;

/// <summary>
/// Every case of goldens/ops (layers and regularizers are the layer tests'), in both float types, on strided inputs and symbolically.
/// </summary>
public class GoldenOpsTests
{
    /// <summary>
    /// Groups tested elsewhere: layers and regularizers with the layers, second derivatives in AutodiffTests.
    /// </summary>
    private static readonly string[] s_elsewhere = ["layers", "regularizers", "autodiff", "norm_tf2.4"];

    public static TheoryData<string, GoldenMode> Groups()
    {
        var data = new TheoryData<string, GoldenMode>();
        foreach (string group in GoldenFolder.Cases("ops").Except(s_elsewhere))
            foreach (GoldenMode mode in Enum.GetValues<GoldenMode>())
                data.Add(group, mode);
        return data;
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Values_and_gradients_are_TensorFlows(string group, GoldenMode mode) => RunGroup(group, mode);

    /// <summary>The groups that own kernels take part in, by LibTorch's operators alone.</summary>
    [Theory]
    [InlineData("conv")]
    [InlineData("conv_other")]
    [InlineData("pool")]
    [InlineData("norm")]
    [InlineData("large")]
    public void They_are_without_own_kernels_too(string group)
    {
        Kernels.Kernel.Enabled = false;
        try
        {
            RunGroup(group, GoldenMode.Float32);
        }
        finally
        {
            Kernels.Kernel.Enabled = true;
        }
    }

    /// <summary>What remains where oneDNN must not be used.</summary>
    [Theory]
    [InlineData("conv")]
    [InlineData("conv_other")]
    [InlineData("matmul")]
    [InlineData("large")]
    public void They_are_without_oneDNN_too(string group)
    {
        bool before = OneDnn.Enabled;
        OneDnn.Enabled = false;
        try
        {
            RunGroup(group, GoldenMode.Float32);
        }
        finally
        {
            OneDnn.Enabled = before;
        }
    }

    private static void RunGroup(string group, GoldenMode mode)
    {
        Npz npz = Npz.Load(GoldenFolder.Path("ops", group + ".npz"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(GoldenFolder.Path("ops", group + ".json")));
        var failures = new List<string>();
        int count = 0;
        foreach (JsonElement c in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            count++;
            string? failure;
            using (new Scope("golden case"))
            {
                try
                {
                    failure = GoldenCheck.Run(new GoldenCall(c, npz, mode, group));
                }
                catch (Exception e)
                {
                    failure = e.GetType().Name + ": " + e.Message;
                }
            }
            if (failure != null)
                failures.Add($"{c.GetProperty("case").GetString()}: {failure}");
        }
        Assert.True(count > 0, $"no cases in {group}");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases of {group} ({mode}):\n{string.Join('\n', failures)}");
    }
}
