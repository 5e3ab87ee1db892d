using System.Security.Cryptography;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using TfNet.Formats.Downloads;
using TfNet.Formats.Tests.Downloads;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Networks;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Pretrained;

[Collection(NetworkCases.Collection)]
public class PretrainedWeightsTests
{
    [Fact]
    public void Every_listed_file_is_for_a_registered_network_and_has_an_address_of_its_own()
    {
        Assert.All(PretrainedCatalog.All, f =>
        {
            Assert.StartsWith("https://storage.googleapis.com/tensorflow/keras-applications/", f.Address, StringComparison.Ordinal);
            Assert.Equal(f.Preprocessing, ModelRegistry.Get(f.Network).Preprocessing);
            Assert.True(f.Md5 is null || f.Md5.Length == 32 && f.Md5.All(char.IsAsciiHexDigitLower), f.FileName);
            Assert.Same(f, PretrainedWeights.Find(f.Network, f.IncludeTop, f.Alpha, f.ImageSize));
        });
        Assert.Equal(PretrainedCatalog.All.Count, PretrainedCatalog.All.Select(f => f.Address).Distinct().Count());
        Assert.Equal(4 + 6 + 32 + 44 + 8, PretrainedCatalog.All.Count);
    }

    [Theory]
    [InlineData("keras_vgg16", true, 1, 224, "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5")]
    [InlineData("keras_resnet50", false, 1, 224, "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5")]
    [InlineData("keras_mobilenet", true, 0.25, 128, "mobilenet/mobilenet_2_5_128_tf.h5")]
    [InlineData("keras_mobilenet", false, 1, 224, "mobilenet/mobilenet_1_0_224_tf_no_top.h5")]
    [InlineData("keras_mobilenet_v2", false, 1, 128, "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_128_no_top.h5")]
    [InlineData("keras_mobilenet_v2", true, 0.35, 96, "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96.h5")]
    [InlineData("keras_mobilenet_v3_small", true, 0.75, 224, "mobilenet_v3/weights_mobilenet_v3_small_224_0.75_float.h5")]
    public void Names_are_those_that_Keras_asks_for(string network, bool top, double alpha, int size, string end) =>
        Assert.EndsWith("keras-applications/" + end, PretrainedWeights.Find(network, top, alpha, size).Address, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_published_is_named()
    {
        Assert.Contains("argument network: expected one of keras_vgg16, ",
            Assert.Throws<ValueError>(() => PretrainedWeights.Find("alexnet_v1")).Message, StringComparison.Ordinal);
        Assert.Contains("alpha 0.35 size 96", Assert.Throws<ValueError>(() => PretrainedWeights.Find("keras_mobilenet_v2", alpha: 1.4, size: 96)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_fetched_once_checked_and_loaded()
    {
        using var folder = new TemporaryFolder();
        keras.backend.clear_session();
        Functional first = Small(classes: 4);
        string local = folder["made.h5"];
        first.save_weights(local);
        byte[] content = File.ReadAllBytes(local);
        using var server = new LocalServer(content);
        var file = new PublishedFile(server.Address, "fetched.h5", Convert.ToHexStringLower(Md5(content)), content.Length);
        string path = PretrainedWeights.Fetch(file, folder.Root);
        Assert.Equal(path, PretrainedWeights.Fetch(file, folder.Root));
        Assert.Single(server.Requests);

        Functional second = Small(classes: 4);
        PretrainedWeights.Load(second, "keras_mobilenet", path: path);
        for (int i = 0; i < first.Weights.Count; i++)
            Assert.Equal(first.Weights[i].numpy().ToArray<float>(), second.Weights[i].numpy().ToArray<float>());
    }

    [Fact]
    public void Without_the_top_layers_pair_by_name_and_the_new_top_stays()
    {
        using var folder = new TemporaryFolder();
        keras.backend.clear_session();
        Functional published = Small(classes: 4), own = Small(classes: 2);
        string file = folder["notop.h5"];
        // What the official files without top are: the same layers but the last.
        keras.Model(published.inputs!, ((Layer)published.get_layer("dropout")).InboundNodes[0].input_tensors, "notop").save_weights(file);
        float[] top = Values(own, "conv_preds/kernel:0");
        PretrainedWeights.Load(own, "keras_mobilenet", include_top: false, path: file);
        Assert.Equal(top, Values(own, "conv_preds/kernel:0"));
        Assert.Equal(Values(published, "conv_dw_7/depthwise_kernel:0"), Values(own, "conv_dw_7/depthwise_kernel:0"));
        Assert.Equal(Values(published, "conv_pw_13_bn/gamma:0"), Values(own, "conv_pw_13_bn/gamma:0"));
        Assert.Throws<ValueError>(() => PretrainedWeights.Load(own, "keras_mobilenet", path: file));
    }

    [Fact]
    public void Without_a_connection_the_text_says_where_to_put_the_file()
    {
        using var folder = new TemporaryFolder();
        var file = new PublishedFile("http://127.0.0.1:1/x.h5", "x.h5", new string('a', 32));
        IOException e = Assert.Throws<IOException>(() => PretrainedWeights.Fetch(file, folder.Root, new DownloadOptions { Retries = 0 }));
        Assert.Contains("fetch http://127.0.0.1:1/x.h5 elsewhere and put it at '" + folder["x.h5"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_is_Keras_own()
    {
        string? before = Environment.GetEnvironmentVariable("KERAS_HOME");
        try
        {
            Environment.SetEnvironmentVariable("KERAS_HOME", "/somewhere");
            Assert.Equal(Path.Combine("/somewhere", "models"), PretrainedWeights.CacheFolder);
            Environment.SetEnvironmentVariable("KERAS_HOME", null);
            Assert.EndsWith(Path.Combine(".keras", "models"), PretrainedWeights.CacheFolder, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("KERAS_HOME", before);
        }
    }

    private static Functional Small(int classes) => MobileNetV1.mobilenet(32, 32, classes, alpha: 0.25);

    private static float[] Values(Functional model, string weight) => model.Weights.Single(w => w.Name == weight).numpy().ToArray<float>();

#pragma warning disable CA5351 // The publisher's sums are MD5.
    private static byte[] Md5(byte[] content) => MD5.HashData(content);
#pragma warning restore CA5351
}
