using System.Globalization;

namespace TfNetZoo.Pretrained;

/// <summary>
/// The ImageNet weight files of Keras' applications for networks of the registry. Addresses and MD5 sums are those of
/// keras.applications (VGG, ResNet, MobileNetV3; the files of MobileNet and MobileNetV2 are published without).
/// </summary>
public static class PretrainedCatalog
{
    private const string Oxford = "CC-BY-4.0 (VGG, Oxford)", Microsoft = "MIT (Kaiming He)", Google = "Apache-2.0 (TensorFlow)";

    private const string Keras = "https://storage.googleapis.com/tensorflow/keras-applications/";

    /// <summary>Names of the 1000 classes, as <see cref="Data.ClassIndices"/> reads them.</summary>
    public static PublishedFile ImageNetClasses { get; } = new(
        "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json", "imagenet_class_index.json",
        "c2c37ea517e94d9795004a39431a14cb");

    /// <summary>All files.</summary>
    public static IReadOnlyList<PretrainedFile> All { get; } =
        [.. Vgg(), .. ResNet(), .. MobileNet(), .. MobileNetV2(), .. MobileNetV3()];

    private static IEnumerable<PretrainedFile> Vgg() =>
    [
        Kernels(Oxford, "keras_vgg16", "vgg16", true, "64373286793e3c8b2b4e3219cbf3544b", 553_467_096),
        Kernels(Oxford, "keras_vgg16", "vgg16", false, "6d6bbae143d832006294945121d1f1fc", 58_889_256),
        Kernels(Oxford, "keras_vgg19", "vgg19", true, "cbe5617147190e668d6c5d5026f83318"),
        Kernels(Oxford, "keras_vgg19", "vgg19", false, "253f8cb515780f3b799900260a226db6"),
    ];

    private static IEnumerable<PretrainedFile> ResNet() =>
    [
        Kernels(Microsoft, "keras_resnet50", "resnet50", true, "2cb95161c43110f7111970584f804107", 102_967_424, "resnet"),
        Kernels(Microsoft, "keras_resnet50", "resnet50", false, "4d473c1dd8becc155b73f8504c6f6626", folder: "resnet"),
        Kernels(Microsoft, "keras_resnet101", "resnet101", true, "f1aeb4b969a6efcfb50fad2f0c20cfc5", folder: "resnet"),
        Kernels(Microsoft, "keras_resnet101", "resnet101", false, "88cf7a10940856eca736dc7b7e228a21", folder: "resnet"),
        Kernels(Microsoft, "keras_resnet152", "resnet152", true, "100835be76be38e30d865e96f2aaae62", folder: "resnet"),
        Kernels(Microsoft, "keras_resnet152", "resnet152", false, "ee4c566cf9a93f14d82f913c2dc6dd0c", folder: "resnet"),
    ];

    private static PretrainedFile Kernels(
        string licence, string network, string name, bool top, string md5, long? bytes = null, string? folder = null) =>
        new(network, top, 1, 224, $"{Keras}{folder ?? name}/", $"{name}_weights_tf_dim_ordering_tf_kernels{(top ? "" : "_notop")}.h5", licence, md5, bytes);

    private static IEnumerable<PretrainedFile> MobileNet() =>
        from alpha in (double[])[1, 0.75, 0.5, 0.25]
        from size in (int[])[224, 192, 160, 128]
        from top in (bool[])[true, false]
        select new PretrainedFile("keras_mobilenet", top, alpha, size, Keras + "mobilenet/",
            $"mobilenet_{AlphaText(alpha)}_{Text(size)}_tf{(top ? "" : "_no_top")}.h5", Google);

    // 1 is written "1_0" and 0.75 "7_5".
    private static string AlphaText(double alpha) => alpha switch { 1 => "1_0", 0.75 => "7_5", 0.5 => "5_0", _ => "2_5" };

    private static IEnumerable<PretrainedFile> MobileNetV2() =>
        from alpha in (double[])[1, 0.35, 0.5, 0.75, 1.3, 1.4]
        from size in (int[])(alpha > 1 ? [224] : [224, 192, 160, 128, 96])
        from top in (bool[])[true, false]
        select new PretrainedFile("keras_mobilenet_v2", top, alpha, size, Keras + "mobilenet_v2/",
            $"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{Decimal(alpha)}_{Text(size)}{(top ? "" : "_no_top")}.h5", Google);

    private static IEnumerable<PretrainedFile> MobileNetV3() =>
    [
        .. V3("keras_mobilenet_v3_large", "large", 1, "59e551e166be033d707958cf9e29a6a7", "037116398e07f018c0005ffcb0406831"),
        .. V3("keras_mobilenet_v3_large", "large", 0.75, "765b44a33ad4005b3ac83185abf1d0eb", "e7b4d1071996dd51a2c2ca2424570e20"),
        .. V3("keras_mobilenet_v3_small", "small", 1, "8768d4c2e7dee89b9d02b2d03d65d862", "be7100780f875c06bcab93d76641aa26"),
        .. V3("keras_mobilenet_v3_small", "small", 0.75, "cb65d4e5be93758266aa0a7f2c6708b7", "4d2fe46f1c1f38057392514b0df1d673"),
    ];

    private static IEnumerable<PretrainedFile> V3(string network, string kind, double alpha, string md5Top, string md5)
    {
        string name = $"weights_mobilenet_v3_{kind}_224_{Decimal(alpha)}_float";
        return
        [
            new PretrainedFile(network, true, alpha, 224, Keras + "mobilenet_v3/", name + ".h5", Google, md5Top),
            new PretrainedFile(network, false, alpha, 224, Keras + "mobilenet_v3/", name + "_no_top.h5", Google, md5),
        ];
    }

    private static string Decimal(double alpha) => alpha.ToString("0.0#", CultureInfo.InvariantCulture);

    private static string Text(int size) => size.ToString(CultureInfo.InvariantCulture);
}
