using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace TfNetZoo.Tests.Architecture;

/// <summary>The arrows between the projects point one way, native pointers stay in two folders, and nothing is left unwritten.</summary>
public class ArchitectureTests
{
    private static readonly System.Reflection.Assembly s_formats = typeof(TfNet.Formats.AtomicFile).Assembly;
    private static readonly System.Reflection.Assembly s_tf = typeof(Tensorflow.Tensor).Assembly;
    private static readonly System.Reflection.Assembly s_keras = typeof(Tensorflow.Keras.ILayer).Assembly;
    private static readonly System.Reflection.Assembly s_zoo = typeof(TfNetZoo.Networks.ModelRegistry).Assembly;

    [Fact]
    public void Projects_reference_only_what_lies_below_them()
    {
        string[] ours = [.. new[] { s_formats, s_tf, s_keras, s_zoo }.Select(a => a.GetName().Name!)];
        Assert.Empty(Referenced(s_formats, ours));
        Assert.Subset(new HashSet<string> { "TfNet.Formats" }, Referenced(s_tf, ours).ToHashSet());
        Assert.Subset(new HashSet<string> { "TfNet", "TfNet.Formats" }, Referenced(s_keras, ours).ToHashSet());
        Assert.Subset(new HashSet<string> { "TfNet", "TfNet.Formats", "TfNet.Keras" }, Referenced(s_zoo, ours).ToHashSet());
    }

    [Fact]
    public void Only_the_binding_and_the_kernels_know_native_functions()
    {
        ArchUnitNET.Domain.Architecture architecture = new ArchLoader().LoadAssemblies(s_tf).Build();
        IObjectProvider<IType> native = Types().That().HaveFullName("TfNet.LibTorch.Native").As("the native functions");
        var offenders = Types().That().DoNotResideInNamespace("TfNet.LibTorch").And().DoNotResideInNamespace("TfNet.Kernels")
            .And().DoNotHaveFullName("Tensorflow.Tensor").And().DoNotHaveFullName("Tensorflow.Device")
            .Should().NotDependOnAny(native).Evaluate(architecture).Where(r => !r.Passed).Select(r => r.Description);
        Assert.Empty(offenders);
    }

    [Fact]
    public void Unsafe_code_stays_in_the_binding_and_the_kernels()
    {
        // Tensor and its device read the fields of a native tensor; everything else goes through LibTorch/ and Kernels/.
        string[] allowed = ["TfNet/LibTorch/", "TfNet/Kernels/", "TfNet/Core/Tensor.cs"];
        var code = new Regex(@"^(?!\s*//).*\bunsafe\b", RegexOptions.Multiline);
        Assert.Empty(Sources().Where(f => !allowed.Any(f.Replace('\\', '/').Contains) && code.IsMatch(File.ReadAllText(f))));
    }

    [Fact]
    public void Nothing_throws_NotImplementedException() =>
        Assert.Empty(Sources().Where(f => File.ReadAllText(f).Contains("NotImplementedException", StringComparison.Ordinal)));

    private static string[] Referenced(System.Reflection.Assembly assembly, string[] ours) =>
        [.. assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(ours.Contains)];

    private static IEnumerable<string> Sources()
    {
        DirectoryInfo? d = new(AppContext.BaseDirectory);
        while (d is not null && !File.Exists(Path.Combine(d.FullName, "TfNetZoo.sln")))
            d = d.Parent;
        string src = Path.Combine(d!.FullName, "src");
        return Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }
}
